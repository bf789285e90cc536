// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/cost_model.h"

#include <algorithm>

namespace lire::experiment {

namespace {

// Shares of the matrix rate, measured with SmolLM2-135M on two cores of an AMD EPYC with
// AVX512-BF16 (`lire bench`), 967 GFLOP/s in bf16 and 487 in fp32. A training step of 256 prompt
// and 4 x 64 response tokens is 243 GFLOP in the matrices of body and head; it took 0.63 s in bf16
// and 0.98 s in fp32. Decoding 32 sequences gave 1,000 and 530 tokens/s at 0.269 GFLOP a token.
constexpr double trainingShareBf16 = 243e9 / 0.63 / 967e9;
constexpr double trainingShareFp32 = 243e9 / 0.98 / 487e9;
constexpr double decodingShareBf16 = 1000 * 0.269e9 / 967e9;
constexpr double decodingShareFp32 = 530 * 0.269e9 / 487e9;

// Measured on an H100 whose matrix rate is 809 TFLOP/s in bf16. A 7B shape reaches these shares
// (decoding 64 sequences, where memory is the bound); SmolLM2-135M waits for its kernels to be
// started: 4 ms a layer for a training step of 8 lists, a third of it for the way there, 0.6 ms for
// a decoding step of about 64 sequences.
constexpr double trainingShareCuda = 0.64;
constexpr double decodingShareCuda = 0.13;
constexpr double trainingStartCuda = 4e-3 / 8;   // seconds a layer and list
constexpr double forwardStartCuda = 1.3e-3 / 8;  // seconds a layer and list
constexpr double decodingStartCuda = 6e-4 / 64;  // seconds a layer and token

// Resident bytes of the program with LibTorch before a model is loaded, and one chunk of logits.
constexpr double programResident = 450e6;

double rate(const Machine& machine, double cuda, double bf16, double fp32) {
    return machine.matrixRate * (machine.cuda ? cuda : machine.bf16 ? bf16 : fp32);
}

}  // namespace

CostModel::CostModel(const ModelSize& model, const Machine& machine)
    : m_model(model),
      m_matrixRate(rate(machine, trainingShareCuda, trainingShareBf16, trainingShareFp32)),
      m_decodeRate(rate(machine, decodingShareCuda, decodingShareBf16, decodingShareFp32)),
      m_startLayers(machine.cuda ? model.layers : 0.0),
      m_bodyCopies(machine.cuda ? 1.0 : 2.0),
      m_elementBytes(machine.bf16 ? 2.0 : 4.0),
      m_keepBytes(machine.keepBytes),
      m_keepLost(machine.cuda ? 0.5 : 0.0) {}

double CostModel::forwardWork(const ListLength& list) const {
    // A multiplication and an addition a parameter and token; the head reads responses only.
    return 2.0 * (m_model.bodyParameters * (list.prompt + list.responses) +
                  m_model.headParameters * list.responses);
}

double CostModel::trainSeconds(const ListLength& list) const {
    // Frozen weights get no gradient: the way back costs as much as the way there.
    return 2.0 * forwardWork(list) / m_matrixRate + m_startLayers * trainingStartCuda;
}

double CostModel::forwardSeconds(const ListLength& list) const {
    return forwardWork(list) / m_matrixRate + m_startLayers * forwardStartCuda;
}

double CostModel::sampleSeconds(double promptTokens, double responses, double newTokens) const {
    const double prefill = forwardSeconds({.prompt = promptTokens, .responses = 0.0});
    const double tokenWork = 2.0 * (m_model.bodyParameters + m_model.headParameters);
    return prefill +
           responses * newTokens * (tokenWork / m_decodeRate + m_startLayers * decodingStartCuda);
}

double CostModel::weightBytes() const {
    return m_elementBytes * (m_bodyCopies * m_model.bodyParameters + m_model.headParameters +
                             m_model.embeddingParameters);
}

double CostModel::activationBytes(double tokens, double weights) const {
    // As LayerCache: q, k, v and attention's output (four widths at most: grouped heads have fewer
    // keys), gate and up, and in fp32 the stream between the two halves and each layer's input.
    constexpr double fp32 = 4.0;
    const double stream = tokens * m_model.width * fp32;
    const double layer =
        tokens * (4.0 * m_model.width + 2.0 * m_model.innerWidth) * m_elementBytes + stream;
    // One layer is whole at any time, computed again where it was not kept.
    const double keep = std::max(0.0, m_keepBytes - m_keepLost * weights);
    return m_model.layers * stream + std::min(m_model.layers * layer, keep + layer);
}

double CostModel::programBytes() {
    return programResident;
}

}  // namespace lire::experiment
