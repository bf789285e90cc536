// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/memory_range.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include <sys/mman.h>

namespace lire::models {

namespace {

constexpr std::size_t page = 4096;
constexpr std::size_t hugePage = std::size_t{2} << 20;
constexpr std::size_t growth = std::size_t{64} << 20;
constexpr std::size_t nowhere = ~std::size_t{0};

constexpr std::size_t roundUp(std::size_t bytes, std::size_t unit) {
    return (bytes + unit - 1) / unit * unit;
}

}  // namespace

MemoryRange::MemoryRange(std::size_t addresses) {
    addresses = roundUp(addresses, page);
    void* const range = ::mmap(nullptr,
                               addresses + hugePage,
                               PROT_NONE,
                               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                               -1,
                               0);
    if (range == MAP_FAILED) {
        return;
    }
    // Huge pages begin at multiples of their size; what is over at either end is given back.
    const auto start = reinterpret_cast<std::uintptr_t>(range);
    const auto over = roundUp(start, hugePage) - start;
    m_base = static_cast<char*>(range) + over;
    if (over > 0) {
        ::munmap(range, over);
    }
    ::munmap(m_base + addresses, hugePage - over);
    m_addresses = addresses;
    ::madvise(m_base, m_addresses, MADV_HUGEPAGE);  // where it is refused, pages are small
}

MemoryRange::~MemoryRange() {
    if (m_base != nullptr) {
        ::munmap(m_base, m_addresses);
    }
}

void* MemoryRange::take(std::size_t bytes) {
    if (bytes > m_addresses) {
        return nullptr;
    }
    const auto size = roundUp(bytes, page);
    const std::scoped_lock lock(m_mutex);
    const auto offset = place(size);
    if (offset == nowhere) {
        return nullptr;
    }
    m_out.emplace(offset, size);
    m_used += size;
    return m_base + offset;
}

bool MemoryRange::giveBack(void* piece) {
    const auto start = reinterpret_cast<std::uintptr_t>(m_base);
    const auto address = reinterpret_cast<std::uintptr_t>(piece);
    if (address < start || address >= start + m_addresses) {
        return false;
    }
    const std::scoped_lock lock(m_mutex);
    const auto found = m_out.find(address - start);
    if (found == m_out.end()) {
        return false;
    }
    auto offset = found->first;
    auto bytes = found->second;
    m_out.erase(found);
    m_used -= bytes;
    if (const auto next = m_freeByOffset.find(offset + bytes); next != m_freeByOffset.end()) {
        const auto more = next->second;
        removeFree(offset + bytes, more);
        bytes += more;
    }
    if (const auto after = m_freeByOffset.lower_bound(offset); after != m_freeByOffset.begin()) {
        const auto [before, size] = *std::prev(after);
        if (before + size == offset) {
            removeFree(before, size);
            offset = before;
            bytes += size;
        }
    }
    if (offset + bytes == m_top) {
        m_top = offset;
    } else {
        addFree(offset, bytes);
    }
    return true;
}

/// The smallest free piece that is large enough; else what follows the last piece.
std::size_t MemoryRange::place(std::size_t bytes) {
    if (const auto found = m_freeBySize.lower_bound({bytes, 0}); found != m_freeBySize.end()) {
        const auto [size, offset] = *found;
        removeFree(offset, size);
        if (size > bytes) {
            addFree(offset + bytes, size - bytes);
        }
        return offset;
    }
    if (bytes > m_addresses - m_top || !reach(m_top + bytes)) {
        return nowhere;
    }
    // The process grows. Free pieces, none of which is large enough, pay for it where they can.
    if (m_top + bytes > m_touched && m_top - m_used >= bytes / 2) {
        forgetFree();
    }
    const auto offset = m_top;
    m_top += bytes;
    m_touched = std::max(m_touched, m_top);
    return offset;
}

void MemoryRange::addFree(std::size_t offset, std::size_t bytes) {
    m_freeByOffset.emplace(offset, bytes);
    m_freeBySize.emplace(bytes, offset);
}

void MemoryRange::removeFree(std::size_t offset, std::size_t bytes) {
    m_freeByOffset.erase(offset);
    m_freeBySize.erase({bytes, offset});
}

/// Lets the addresses up to `end` be used.
bool MemoryRange::reach(std::size_t end) {
    if (end <= m_usable) {
        return true;
    }
    const auto wanted = std::min(roundUp(end, growth), m_addresses);
    if (::mprotect(m_base + m_usable, wanted - m_usable, PROT_READ | PROT_WRITE) != 0) {
        return false;
    }
    m_usable = wanted;
    return true;
}

/// Whole huge pages alone: to give back a part would break it into small ones.
void MemoryRange::forget(std::size_t begin, std::size_t end) const {
    begin = roundUp(begin, hugePage);
    end = end / hugePage * hugePage;
    if (begin < end) {
        ::madvise(m_base + begin, end - begin, MADV_DONTNEED);
    }
}

void MemoryRange::forgetFree() const {
    for (const auto& [offset, bytes] : m_freeByOffset) {
        forget(offset, offset + bytes);
    }
}

void MemoryRange::trim() {
    const std::scoped_lock lock(m_mutex);
    forgetFree();
    forget(m_top, std::min(roundUp(m_touched, hugePage), m_addresses));
    m_touched = m_top;
}

std::size_t MemoryRange::usedBytes() const {
    const std::scoped_lock lock(m_mutex);
    return m_used;
}

std::size_t MemoryRange::spanBytes() const {
    const std::scoped_lock lock(m_mutex);
    return m_top;
}

}  // namespace lire::models
