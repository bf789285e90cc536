// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/draw_pictures.h"

#include <cerrno>
#include <csignal>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace lire::report {

namespace {

namespace fs = std::filesystem;

/// Pointers as exec wants them; the texts must outlive them.
std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    result.reserve(texts.size() + 1);
    for (auto& text : texts) {
        result.push_back(text.data());
    }
    result.push_back(nullptr);
    return result;
}

/// This process's environment on the platform that needs no display.
std::vector<std::string> offscreenEnvironment() {
    constexpr std::string_view platform = "QT_QPA_PLATFORM=";
    std::vector<std::string> result;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        if (!std::string_view(*variable).starts_with(platform)) {
            result.emplace_back(*variable);
        }
    }
    result.push_back(std::string(platform) + "offscreen");
    return result;
}

/// Where the child reads and writes: nowhere. Standard output is the caller's lines of JSON.
class NoStreams {
public:
    NoStreams() {
        posix_spawn_file_actions_init(&m_actions);
        posix_spawn_file_actions_addopen(&m_actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&m_actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addopen(&m_actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    }
    ~NoStreams() { posix_spawn_file_actions_destroy(&m_actions); }
    NoStreams(const NoStreams&) = delete;
    NoStreams& operator=(const NoStreams&) = delete;
    NoStreams(NoStreams&&) = delete;
    NoStreams& operator=(NoStreams&&) = delete;

    const posix_spawn_file_actions_t* actions() const { return &m_actions; }

private:
    posix_spawn_file_actions_t m_actions{};
};

/// Waits for the child; ends it where it takes too long or nobody wants it any more.
bool succeeded(pid_t child, std::chrono::milliseconds limit, const std::stop_token& stop) {
    constexpr std::chrono::milliseconds pause(20);
    const auto end = std::chrono::steady_clock::now() + limit;
    int status = 0;
    while (true) {
        const pid_t ended = waitpid(child, &status, WNOHANG);
        if (ended == child) {
            return WIFEXITED(status) && WEXITSTATUS(status) == 0;
        }
        if (ended < 0 && errno != EINTR) {
            return false;
        }
        if (stop.stop_requested() || std::chrono::steady_clock::now() >= end) {
            kill(child, SIGKILL);
            while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
            }
            return false;
        }
        std::this_thread::sleep_for(pause);
    }
}

}  // namespace

fs::path studioProgram() {
    std::error_code ignored;
    return fs::read_symlink("/proc/self/exe", ignored).parent_path() / "lire-studio";
}

bool drawPictures(const DrawRequest& request, const std::stop_token& stop) {
    if (access(request.program.c_str(), X_OK) != 0) {
        return false;
    }
    std::vector<std::string> arguments = {request.program.string(),
                                          "--render",
                                          request.run,
                                          "--workspace",
                                          request.workspace.string(),
                                          "--out",
                                          request.outDir.string()};
    auto environment = offscreenEnvironment();
    const NoStreams streams;
    pid_t child = 0;
    const int failed = posix_spawn(&child,
                                   request.program.c_str(),
                                   streams.actions(),
                                   nullptr,
                                   pointers(arguments).data(),
                                   pointers(environment).data());
    return failed == 0 && succeeded(child, request.limit, stop);
}

}  // namespace lire::report
