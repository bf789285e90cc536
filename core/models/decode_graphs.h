// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>

#include <ATen/core/Tensor.h>

namespace lire::models {

/// Steps of decoding on a GPU as recorded graphs, one for each number of rows: a step is hundreds
/// of short kernels. What a recorded step gives is compared with the plain one, bit for bit, before
/// it is used.
class DecodeGraphs {
public:
    /// From a step's numbers, int64 [columns, rows] on the device, logits [rows, V].
    using Step = std::function<at::Tensor(const at::Tensor& numbers)>;
    /// A recorded piece of work; the tensor that it returns is written anew by each call.
    using Replay = std::function<at::Tensor()>;
    /// Records work; raises c10::Error or Error where it cannot.
    using Record = std::function<Replay(const std::function<at::Tensor()>& work)>;

    /// How the device records; empty where it does not.
    static Record recorderOf(c10::Device device);

    DecodeGraphs(Step step, Record record);
    ~DecodeGraphs() = default;
    DecodeGraphs(const DecodeGraphs&) = delete;
    DecodeGraphs& operator=(const DecodeGraphs&) = delete;
    DecodeGraphs(DecodeGraphs&&) = delete;
    DecodeGraphs& operator=(DecodeGraphs&&) = delete;

    /// The number of rows that steps of this many sequences are computed with: few different ones,
    /// as each is recorded for itself.
    static std::int64_t paddedRows(std::int64_t sequences);

    /// The step's logits, valid until the next call. `numbers` lie on the CPU.
    at::Tensor run(const at::Tensor& numbers, c10::Device device);

private:
    struct Shape {
        std::int64_t plainSteps = 0;
        at::Tensor numbers = {};  ///< what the recorded step reads
        Replay replay = {};
    };

    void record(Shape& shape, const at::Tensor& numbers, const at::Tensor& logits);

    Step m_step;
    Record m_record;
    std::map<std::int64_t, Shape> m_shapes;
};

}  // namespace lire::models
