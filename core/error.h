// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace lire {

/// Whose fault an error is: decides the exit code.
enum class Blame {
    Input,    ///< wrong usage or bad input: exit 2
    Running,  ///< happened while running (disk full, out of memory, lost device): exit 1
};

/// The one error type: where it happened, what is wrong, what mends it.
/// `place` is file:line, a JSON pointer, or a file and tensor; `mend` is a short imperative.
/// what() is the sentence `place: problem; mend` (without the parts that are empty).
/// Thread: any.
class Error : public std::runtime_error {
public:
    Error(std::string place, std::string problem, std::string mend, Blame blame = Blame::Input);

    const std::string& place() const { return m_place; }
    const std::string& problem() const { return m_problem; }
    const std::string& mend() const { return m_mend; }
    Blame blame() const { return m_blame; }

private:
    std::string m_place;
    std::string m_problem;
    std::string m_mend;
    Blame m_blame;
};

/// Several errors of one input at once (an experiment file). what() is one sentence a line.
/// `errors` is never empty.
class Errors : public std::runtime_error {
public:
    explicit Errors(std::vector<Error> errors);
    const std::vector<Error>& errors() const { return m_errors; }

private:
    std::vector<Error> m_errors;
};

}  // namespace lire
