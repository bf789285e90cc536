// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace lire::experiment {

/// The model that is trained, and how much of a prompt and response it reads.
struct PolicySettings {
    std::string model = {};  ///< folder, GGUF file or built-in; needed
    /// Every policy goes on with it, in its shape; the reference is the model without it.
    std::optional<std::string> adapter = {};
    std::int64_t maxLength = 512;  ///< tokens of a prompt with its longest response
};

/// Where prompts and answers come from; files in any known format.
struct DataSettings {
    std::vector<std::string> train = {};     ///< needed
    std::vector<std::string> test = {};      ///< empty: testShare of the training prompts
    std::optional<double> testShare = {};    ///< of the prompts, set apart by the seed
    std::optional<std::int64_t> limit = {};  ///< at most that many training prompts
};

/// Low-rank adapters, as PEFT's.
struct LoraSettings {
    std::int64_t rank = 8;
    double alpha = 16.0;
    std::vector<std::string> targets = {"q_proj", "v_proj"};
};

/// A reward model that the experiment trains itself, by Bradley-Terry on the given pairs.
struct RewardTrainingSettings {
    std::string pairs = "all";  ///< "all", "first-half" or "second-half" of the training prompts
    std::optional<std::string> model = {};  ///< backbone; absent: the policy's
    std::int64_t epochs = 1;
    std::int64_t batch = 8;
    double learningRate = 2e-4;
    LoraSettings lora = {};
};

/// Either a finished reward model or one to train.
struct RewardModelSettings {
    std::string name = {};
    std::optional<std::string> model = {};
    std::optional<RewardTrainingSettings> train = {};
};

/// How responses are drawn.
struct DecodingChoice {
    std::string strategy = "sample";
    double temperature = 1.0;
    double topP = 1.0;
    std::int64_t topK = 0;  ///< 0: off
    std::int64_t maxNewTokens = 64;
};

/// The pool: given answers and samples of the policy up to M, scored.
struct CandidateSettings {
    std::int64_t responses = 4;  ///< M
    bool keepGiven = true;       ///< the file's answers stay in the list
    DecodingChoice decoding = {};
    std::string reward = {};  ///< name of the reward model that guides; empty: the first
};

/// One policy: an objective on lists, by Algorithm 1 (E times evolve, I times iterate).
struct TrainSettings {
    std::string name = {};
    std::string objective = "lire";
    nlohmann::json options = nlohmann::json::object();  ///< complete: every option of the objective
    std::string data = "candidates";                    ///< or "given"
    std::int64_t evolve = 1;                            ///< E
    std::int64_t iterate = 1;                           ///< I, epochs an evolve step
    std::int64_t batch = 8;                             ///< queries a step
    double learningRate = 2e-4;
    double warmup = 0.03;  ///< share of the steps
    double clip = 1.0;     ///< 0: off
    double weightDecay = 0.0;
    std::int64_t checkpointEvery = 10;  ///< steps
    LoraSettings lora = {};             ///< of a new adapter: without policy.adapter
};

/// The live evaluation while a policy trains.
struct DuringSettings {
    std::int64_t prompts = 32;
    std::vector<double> temperatures = {1.0};
};

/// What is measured, on which temperatures, by whom.
struct EvaluationSettings {
    std::vector<double> temperatures = {0.7, 1.0, 1.3};
    std::int64_t responses = 1;  ///< a prompt
    double topP = 1.0;
    std::int64_t topK = 0;
    std::int64_t maxNewTokens = 64;
    std::int64_t every = 10;  ///< steps; 0: not during training
    DuringSettings during = {};
    std::vector<std::string> rewards = {};  ///< names; empty: every reward model
    std::string winAgainst = "reference";
};

/// The experiment file, all defaults filled in. Paths stand as written: relative ones are relative
/// to the file. Thread: any (plain values).
struct Experiment {
    std::int64_t format = 1;
    std::string name = {};
    std::uint64_t seed = 1;
    std::string device = "auto";
    std::string dtype = "auto";
    std::int64_t threads = 0;           ///< 0: the machine's
    std::int64_t tokensPerPass = 0;     ///< 0: chosen at the start
    std::int64_t activationMemory = 0;  ///< MiB; 0: chosen at the start
    PolicySettings policy = {};
    DataSettings data = {};
    std::vector<RewardModelSettings> rewardModels = {};
    std::optional<CandidateSettings> candidates = {};  ///< absent: no stage needs a pool
    std::vector<TrainSettings> train = {};
    std::optional<EvaluationSettings> evaluate = {};  ///< absent: nothing is measured

    /// The reward model that guides: candidates.reward, else the first; empty where there is none.
    std::string guide() const;
    /// The reward models that judge: evaluate.rewards, else all.
    std::vector<std::string> judges() const;
};

}  // namespace lire::experiment
