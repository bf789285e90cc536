// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <CLI/App.hpp>

namespace lire::app {

// Checks of an option's value. What they find is a problem and its mend, `is 0; give a number
// greater than 0`: the library's own say neither range nor mend in words. NaN and infinity are no
// number to any of them.

/// A whole number from `lowest` to `highest`.
CLI::Validator wholeNumber(std::uint64_t lowest,
                           std::uint64_t highest = std::numeric_limits<std::int64_t>::max());
/// A seed: 0 to 2^64 - 1.
CLI::Validator seedNumber();
/// A number greater than 0.
CLI::Validator positiveNumber();
/// A number of at least 0.
CLI::Validator nonNegativeNumber();
/// A number greater than 0 and at most 1.
CLI::Validator shareNumber();
/// A number greater than 0 and less than 1.
CLI::Validator openShareNumber();
/// A number of at least 0 and less than 1.
CLI::Validator shareBelowOne();
/// One of these names.
CLI::Validator oneOf(std::vector<std::string> names);

/// Raises Error at the first of these options that the command line gives: `other` does not read
/// them, and what is not read must not be given.
void refuseBeside(const CLI::App& command,
                  const std::vector<std::string>& options,
                  const std::string& other);

}  // namespace lire::app
