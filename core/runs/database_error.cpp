// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/database_error.h"

#include <sqlite3.h>

namespace lire::runs {

namespace {

struct Explanation {
    const char* problem;
    const char* mend;
};

Explanation explain(int code) {
    switch (code & 0xff) {  // the low byte is the primary code, the rest its detail
        case SQLITE_FULL:
            return {"cannot grow, the disk is full",
                    "free room on the disk and start again; what was stored before is safe"};
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return {"cannot be written", "make the folder writable or choose another workspace"};
        case SQLITE_CANTOPEN:
            return {"cannot be opened",
                    "check that the folder exists and can be read and written, or choose another "
                    "workspace"};
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return {
                "is damaged or no database",
                "restore it from a copy, or move it away to begin with an empty one; the folders "
                "under runs/ stay as they are"};
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {"is held by another program", "end the other program and try again"};
        case SQLITE_IOERR:
            return {"cannot be read or written",
                    "check the disk and its connection, then start again"};
        case SQLITE_NOMEM:
            return {"needs more memory than there is", "close other programs and try again"};
        default:
            return {"refuses a statement",
                    "check that this file was written by this program and not changed by another"};
    }
}

}  // namespace

Error databaseError(int code, const std::string& place, const std::string& message) {
    const auto [problem, mend] = explain(code);
    return {place, std::string(problem) + " (" + message + ")", mend, Blame::Running};
}

}  // namespace lire::runs
