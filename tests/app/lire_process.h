// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

/// The program `lire` as a child: its lines as they come, its errors, its end.
namespace lire::tests {

/// How a program ended: exit code, or 128 + the signal that ended it.
inline int endOf(int status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

class LireProcess {
public:
    /// Starts `program` with arguments; standard error goes to `errors`, a file.
    LireProcess(std::vector<std::string> arguments,
                std::string errors,
                std::string program = LIRE_PROGRAM)
        : m_errors(std::move(errors)) {
        arguments.insert(arguments.begin(), std::move(program));
        std::vector<char*> pointers;
        for (auto& argument : arguments) {
            pointers.push_back(argument.data());
        }
        pointers.push_back(nullptr);
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) {
            throw std::runtime_error("no pipe");
        }
        m_process = ::fork();
        if (m_process == 0) {
            const int file = ::open(m_errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
            ::dup2(ends[1], STDOUT_FILENO);
            ::dup2(file, STDERR_FILENO);
            ::execvp(pointers[0], pointers.data());
            ::_exit(127);
        }
        ::close(ends[1]);
        m_output = ::fdopen(ends[0], "r");
    }
    ~LireProcess() {
        if (m_process > 0) {
            end(SIGKILL);
        }
        std::fclose(m_output);
    }
    LireProcess(const LireProcess&) = delete;
    LireProcess& operator=(const LireProcess&) = delete;

    /// The next line of standard output; nothing at its end.
    std::optional<std::string> line() {
        std::string text;
        for (int c = std::fgetc(m_output); c != EOF; c = std::fgetc(m_output)) {
            if (c == '\n') {
                return text;
            }
            text += static_cast<char>(c);
        }
        return std::nullopt;
    }

    std::vector<std::string> lines() {
        std::vector<std::string> all;
        while (const auto one = line()) {
            all.push_back(*one);
        }
        return all;
    }

    /// Ends it with a signal and waits for it.
    int end(int signal) {
        ::kill(m_process, signal);
        return wait();
    }

    void signal(int number) { ::kill(m_process, number); }

    /// Reads what is still written, then waits for the end.
    int wait() {
        lines();
        int status = 0;
        while (::waitpid(m_process, &status, 0) < 0 && errno == EINTR) {
        }
        m_process = 0;
        return endOf(status);
    }

    /// Standard error, after the end.
    std::string errors() const {
        std::ifstream file(m_errors);
        std::ostringstream text;
        text << file.rdbuf();
        return text.str();
    }

private:
    std::string m_errors;
    pid_t m_process = 0;
    std::FILE* m_output = nullptr;
};

}  // namespace lire::tests
