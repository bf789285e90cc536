// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <set>
#include <unordered_map>
#include <utility>

namespace lire::models {

/// A range of addresses that gives out pieces and keeps what comes back: its pages stay in memory
/// until trim(). Free neighbours join, whatever their sizes; pages are huge where the system has
/// them. Thread: any.
class MemoryRange {
public:
    /// Sets `addresses` bytes of addresses aside, no memory. Where the system refuses even that,
    /// take() gives nothing.
    explicit MemoryRange(std::size_t addresses);
    /// Nothing taken may be used any more.
    ~MemoryRange();
    MemoryRange(const MemoryRange&) = delete;
    MemoryRange& operator=(const MemoryRange&) = delete;
    MemoryRange(MemoryRange&&) = delete;
    MemoryRange& operator=(MemoryRange&&) = delete;

    /// A piece of at least `bytes` > 0, aligned to a page; null where none is left.
    void* take(std::size_t bytes);
    /// Takes a piece back; false, and nothing happens, where it is none of this range's.
    bool giveBack(void* piece);
    /// Gives the huge pages that no piece holds any part of back to the system.
    void trim();

    /// Bytes of the pieces that are out, and bytes up to the end of the last of them.
    std::size_t usedBytes() const;
    std::size_t spanBytes() const;

private:
    std::size_t place(std::size_t bytes);
    void addFree(std::size_t offset, std::size_t bytes);
    void removeFree(std::size_t offset, std::size_t bytes);
    bool reach(std::size_t end);
    void forget(std::size_t begin, std::size_t end) const;
    void forgetFree() const;

    mutable std::mutex m_mutex;
    char* m_base = nullptr;
    std::size_t m_addresses = 0;
    std::size_t m_usable = 0;   ///< bytes from the base that may be read and written
    std::size_t m_top = 0;      ///< end of the last piece that is out
    std::size_t m_touched = 0;  ///< end of what may hold pages
    std::size_t m_used = 0;
    std::unordered_map<std::size_t, std::size_t> m_out;          ///< offset to bytes
    std::map<std::size_t, std::size_t> m_freeByOffset;           ///< offset to bytes, below the top
    std::set<std::pair<std::size_t, std::size_t>> m_freeBySize;  ///< the same as bytes and offset
};

}  // namespace lire::models
