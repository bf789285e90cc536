// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/formats.h"

#include <array>

#include "core/registry.h"

namespace lire::data {

#define LIRE_FORMATS(X) \
    X(groups)           \
    X(pairs)            \
    X(hh)               \
    X(sharegpt)         \
    X(instructions)

#define LIRE_DECLARE(name) DataFormat name##Format();
LIRE_FORMATS(LIRE_DECLARE)
#undef LIRE_DECLARE

std::span<const DataFormat> dataFormats() {
#define LIRE_LIST(name) name##Format(),
    static const std::array formats = {LIRE_FORMATS(LIRE_LIST)};
#undef LIRE_LIST
    return formats;
}

const DataFormat& dataFormat(std::string_view name, std::string_view place) {
    return findKind(dataFormats(), "data format", name, place);
}

}  // namespace lire::data
