// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace lire::models {

/// Lets the tensors of a CPU that this process makes from now on take their memory from one
/// MemoryRange. A training step asks for the same hundreds of megabytes again and again; from the
/// system each page would be mapped and cleared anew, by every step. Small requests, and what does
/// not fit, go to LibTorch's own allocator, which raises its own error where memory is out. Does
/// nothing under AddressSanitizer, which is to see each tensor's ends. Thread: the first, at a
/// program's start.
void useTensorMemory();

/// Gives what is free of that memory back to the system, where it is used. Thread: any.
void trimTensorMemory();

}  // namespace lire::models
