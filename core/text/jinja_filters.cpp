// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_filters.h"

#include "core/suggestion.h"
#include "core/text/jinja_access.h"
#include "core/text/jinja_print.h"

namespace lire::text::jinja {

FilterFunction filterOf(const std::string& name) {
    std::vector<std::string> names;
    for (const FilterTable* table :
         {&textFilters(), &listFilters(), &selectionFilters(), &valueFilters()}) {
        const auto found = table->find(name);
        if (found != table->end()) {
            return found->second;
        }
        for (const auto& entry : *table) {
            names.emplace_back(entry.first);
        }
    }
    throw Failure("there is no filter '" + name + "'",
                  "use another filter; " + suggestName(name, names));
}

Value joined(const std::vector<Value>& items, const Text& between, Sandbox& sandbox) {
    Text result;
    bool first = true;
    for (const Value& item : items) {
        const Text text = printed(item, sandbox);
        // The step for a long text is counted once, at the end.
        if (result.size() + between.size() + text.size() > Sandbox::longestText) {
            sandbox.makeText(Sandbox::longestText + 1);
        }
        sandbox.step();
        if (!first) {
            result.append(between);
        }
        result.append(text);
        first = false;
    }
    sandbox.makeText(result.size());
    return Value(std::move(result));
}

Value partOf(const Value& item, const Value& path, Sandbox& sandbox) {
    const bool absent = path.is(Value::Kind::Undefined) || path.is(Value::Kind::None);
    return absent ? item : pathOf(item, path, sandbox);
}

}  // namespace lire::text::jinja
