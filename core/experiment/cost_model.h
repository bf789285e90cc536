// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace lire::experiment {

/// What a model costs by its shape.
struct ModelSize {
    double bodyParameters = 0.0;       ///< of the layers' matrices, without embeddings
    double headParameters = 0.0;       ///< V x D
    double embeddingParameters = 0.0;  ///< V x D where the head is another matrix, else 0
    double layers = 0.0;
    double width = 0.0;       ///< D
    double innerWidth = 0.0;  ///< of the feed-forward part
};

/// The machine as the prediction sees it.
struct Machine {
    bool cuda = false;
    bool bf16 = false;
    double matrixRate = 0.0;  ///< FLOP/s of a large matrix product with the run's threads
    double keepBytes = 0.0;   ///< of activations that a training pass may keep, before any model
};

/// Mean lengths of one list in tokens.
struct ListLength {
    double prompt = 0.0;
    double responses = 0.0;  ///< of all M together
};

/// A rough prediction of what a run takes: floating-point work of the matrices over the share of
/// the machine's rate that such work was measured to reach. Attention, LoRA and norms are in the
/// shares. Thread: any.
class CostModel {
public:
    CostModel(const ModelSize& model, const Machine& machine);

    /// Forward and backward of one list.
    double trainSeconds(const ListLength& list) const;
    /// Forward alone, with log-probs of the responses.
    double forwardSeconds(const ListLength& list) const;
    /// Drawing `responses` of `newTokens` tokens to one prompt.
    double sampleSeconds(double promptTokens, double responses, double newTokens) const;
    /// Weights of one loaded model, on a CPU with the copy packed for decoding.
    double weightBytes() const;
    /// What a pass over `tokens` tokens keeps for its way back: each layer's input, and of the rest
    /// what the machine's budget lets it keep. `weights`: bytes of all loaded models; a GPU's
    /// budget is half of what is free, so that it is half of them less.
    double activationBytes(double tokens, double weights) const;
    /// What the program takes beside models: libraries and one chunk of logits.
    static double programBytes();

private:
    double forwardWork(const ListLength& list) const;

    ModelSize m_model;
    double m_matrixRate;   ///< FLOP/s of prompts and training
    double m_decodeRate;   ///< FLOP/s of decoding
    double m_startLayers;  ///< layers whose kernels have to be started; 0 on a CPU
    double m_bodyCopies;   ///< of the layers' weights: a CPU packs them for decoding
    double m_elementBytes;
    double m_keepBytes;
    double m_keepLost;  ///< of the budget a byte of weights
};

}  // namespace lire::experiment
