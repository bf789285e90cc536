// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/field_table.h"

#include <string>
#include <utility>

#include "core/objectives/registry.h"

namespace lire::experiment {

namespace {

using nlohmann::json;

/// The common part of a field; the functions below give it its type and range.
Field field(
    std::string pointer, std::string label, FieldType type, json standard, std::string help) {
    return {.pointer = std::move(pointer),
            .label = std::move(label),
            .type = type,
            .standard = std::move(standard),
            .help = std::move(help)};
}

Field needed(Field field) {
    field.needed = true;
    return field;
}

Field optional(Field field) {
    field.optional = true;
    return field;
}

Field atLeast(double lowest, Field field) {
    field.lowest = lowest;
    return field;
}

Field above(double lowest, Field field) {
    field.lowest = lowest;
    field.lowestExcluded = true;
    return field;
}

Field atMost(double highest, Field field) {
    field.highest = highest;
    return field;
}

Field below(double highest, Field field) {
    field.highest = highest;
    field.highestExcluded = true;
    return field;
}

Field oneOf(std::vector<std::string> choices, Field field) {
    field.choices = std::move(choices);
    return field;
}

Field section(std::string pointer, std::string label, std::string help) {
    return field(
        std::move(pointer), std::move(label), FieldType::Section, json::object(), std::move(help));
}

using Table = std::vector<Field>;
using enum FieldType;

void addRun(Table& table) {
    table.push_back(atMost(
        1,
        atLeast(1, field("/format", "Format", Integer, 1, "The version of this file's format."))));
    table.push_back(needed(
        field("/name", "Name", Text, nullptr, "The run's name in lists, figures and folders.")));
    table.push_back(atLeast(0,
                            field("/seed",
                                  "Seed",
                                  Integer,
                                  1,
                                  "Every draw comes from it: the same seed, device, threads and "
                                  "token budget give the same run.")));
    table.push_back(
        oneOf({"auto", "cpu", "cuda"},
              field("/device",
                    "Device",
                    Choice,
                    "auto",
                    "Where models compute; auto takes a CUDA device where there is one.")));
    table.push_back(oneOf({"auto", "fp32", "bf16"},
                          field("/dtype",
                                "Number format",
                                Choice,
                                "auto",
                                "Of frozen weights and matrix products; auto is bf16 where the "
                                "device has it in hardware.")));
    table.push_back(
        atMost(1024,
               atLeast(0,
                       field("/threads",
                             "Threads",
                             Integer,
                             0,
                             "Threads of matrix products on a CPU; 0 takes the machine's."))));
    table.push_back(atLeast(0,
                            field("/tokens_per_pass",
                                  "Tokens per pass",
                                  Integer,
                                  0,
                                  "Tokens whose activations may be alive at once: memory and "
                                  "speed; 0 is chosen at the start.")));
    table.push_back(
        atMost(1 << 30,
               atLeast(0,
                       field("/activation_memory",
                             "Activations, MiB",
                             Integer,
                             0,
                             "MiB of activations that a training pass keeps for its way back; the "
                             "rest is computed again with the same result. 0 is chosen at the "
                             "start: at most 1024, on a GPU half of what is free."))));
}

void addPolicy(Table& table) {
    table.push_back(needed(
        section("/policy",
                "Policy",
                "The model that is trained; without any adapter it is also the reference.")));
    table.push_back(
        needed(field("/policy/model",
                     "Model",
                     Model,
                     nullptr,
                     "A Hugging Face folder, a GGUF file or the name of a built-in model.")));
    table.push_back(
        optional(field("/policy/adapter",
                       "Adapter",
                       Folder,
                       nullptr,
                       "A PEFT adapter's folder: every policy starts from it and keeps its shape; "
                       "the reference stays the model without it.")));
    table.push_back(atLeast(
        8,
        field(
            "/policy/max_length",
            "Longest list",
            Integer,
            512,
            "Tokens of a prompt with its longest response; longer prompts lose their beginning.")));
}

void addData(Table& table) {
    table.push_back(needed(section("/data", "Data", "Where prompts and answers come from.")));
    table.push_back(needed(field("/data/train",
                                 "Training files",
                                 Files,
                                 json::array(),
                                 "Files of groups or preference pairs in any known format.")));
    table.push_back(field(
        "/data/test",
        "Test files",
        Files,
        json::array(),
        "Files of test prompts with a reference answer; their prompts are left out of training."));
    table.push_back(optional(below(1,
                                   above(0,
                                         field("/data/test_share",
                                               "Test share",
                                               Number,
                                               nullptr,
                                               "The share of the training prompts to set apart as "
                                               "test prompts, chosen by the seed.")))));
    table.push_back(optional(atLeast(
        1,
        field("/data/limit", "At most", Integer, nullptr, "Train on at most this many prompts."))));
}

void addLora(Table& table, const std::string& parent) {
    table.push_back(section(parent + "/lora", "Adapter's shape", "Low-rank adapters, as PEFT's."));
    table.push_back(atMost(4096,
                           atLeast(1,
                                   field(parent + "/lora/rank",
                                         "Rank",
                                         Integer,
                                         8,
                                         "The rank of each adapter's two matrices."))));
    table.push_back(above(0,
                          field(parent + "/lora/alpha",
                                "Alpha",
                                Number,
                                16.0,
                                "The adapter's output is scaled by alpha / rank.")));
    table.push_back(
        oneOf({"q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"},
              field(parent + "/lora/targets",
                    "Projections",
                    Choices,
                    json::array({"q_proj", "v_proj"}),
                    "The linear projections that get an adapter.")));
}

void addRewardModels(Table& table) {
    table.push_back(
        field("/reward_models",
              "Reward models",
              NamedSections,
              json::object(),
              "Reward models by name: finished ones, or ones that the run trains first."));
    table.push_back(optional(field("/reward_models/*/model",
                                   "Finished model",
                                   Model,
                                   nullptr,
                                   "A sequence classifier's folder.")));
    const std::string train = "/reward_models/*/train";
    table.push_back(
        optional(field(train,
                       "Train it",
                       Section,
                       nullptr,
                       "Trains the reward model by Bradley-Terry on the training pairs.")));
    table.push_back(oneOf({"all", "first-half", "second-half"},
                          field(train + "/pairs",
                                "Pairs",
                                Choice,
                                "all",
                                "Which of the training prompts' pairs; two halves give two "
                                "independent reward models.")));
    table.push_back(optional(field(train + "/model",
                                   "Backbone",
                                   Model,
                                   nullptr,
                                   "The model under the scalar head; absent: the policy's.")));
    table.push_back(
        atLeast(1, field(train + "/epochs", "Epochs", Integer, 1, "How often each pair is read.")));
    table.push_back(atLeast(1, field(train + "/batch", "Batch", Integer, 8, "Pairs a step.")));
    table.push_back(above(0,
                          field(train + "/learning_rate",
                                "Learning rate",
                                Number,
                                2e-4,
                                "AdamW's largest rate; linear warm-up, then cosine to 0.")));
    addLora(table, train);
}

void addCandidates(Table& table) {
    table.push_back(optional(
        field("/candidates",
              "Candidates",
              Section,
              nullptr,
              "The pool: given answers and samples of the policy, scored by a reward model.")));
    table.push_back(atMost(
        1024,
        atLeast(
            1,
            field(
                "/candidates/responses", "Responses", Integer, 4, "M, the responses of a list."))));
    table.push_back(field("/candidates/keep_given",
                          "Keep given answers",
                          Boolean,
                          true,
                          "The file's own answers stay in the list, samples fill it up to M."));
    table.push_back(section("/candidates/decoding", "Decoding", "How responses are drawn."));
    const std::string decoding = "/candidates/decoding";
    table.push_back(
        oneOf({"sample", "greedy"},
              field(decoding + "/strategy",
                    "Strategy",
                    Choice,
                    "sample",
                    "Sampling from the policy's distribution, or its likeliest token each time.")));
    table.push_back(
        above(0,
              field(decoding + "/temperature",
                    "Temperature",
                    Number,
                    1.0,
                    "Divides the logits: above 1 more varied, below 1 more cautious.")));
    table.push_back(atMost(
        1,
        above(0,
              field(decoding + "/top_p",
                    "Top p",
                    Number,
                    1.0,
                    "Only the likeliest tokens up to this share of the probability; 1 is off."))));
    table.push_back(atLeast(0,
                            field(decoding + "/top_k",
                                  "Top k",
                                  Integer,
                                  0,
                                  "Only this many likeliest tokens; 0 is off.")));
    table.push_back(atLeast(1,
                            field(decoding + "/max_new_tokens",
                                  "Longest response",
                                  Integer,
                                  64,
                                  "Tokens after which a response is cut.")));
    table.push_back(optional(field(
        "/candidates/reward",
        "Guide",
        RewardName,
        nullptr,
        "The reward model that scores the pool and guides training; absent: the first by name.")));
}

void addTrain(Table& table) {
    std::vector<std::string> objectives;
    for (const auto& kind : objectives::objectiveKinds()) {
        objectives.push_back(kind.name);
    }
    table.push_back(field("/train",
                          "Policies",
                          Sections,
                          json::array(),
                          "The policies to train, each with an objective of its own."));
    table.push_back(
        optional(field("/train/*/name",
                       "Name",
                       Text,
                       nullptr,
                       "The policy's name in figures and folders; absent: the objective's.")));
    table.push_back(
        oneOf(std::move(objectives),
              field("/train/*/objective", "Objective", Choice, "lire", "The loss on each list.")));
    table.push_back(field(
        "/train/*/options", "Options", Options, json::object(), "The objective's own options."));
    table.push_back(oneOf({"candidates", "given"},
                          field("/train/*/data",
                                "Lists",
                                Choice,
                                "candidates",
                                "The scored pool, or the responses that the data files hold.")));
    table.push_back(
        atLeast(1,
                field("/train/*/evolve",
                      "Evolve (E)",
                      Integer,
                      1,
                      "Rounds of Algorithm 1: in each the policy draws its candidates anew.")));
    table.push_back(atLeast(
        1,
        field(
            "/train/*/iterate", "Iterate (I)", Integer, 1, "Epochs over the pool of one round.")));
    table.push_back(atLeast(1, field("/train/*/batch", "Batch", Integer, 8, "Lists a step.")));
    table.push_back(above(0,
                          field("/train/*/learning_rate",
                                "Learning rate",
                                Number,
                                2e-4,
                                "AdamW's largest rate; one schedule over all rounds and epochs.")));
    table.push_back(
        below(1,
              atLeast(0,
                      field("/train/*/warmup",
                            "Warm-up",
                            Number,
                            0.03,
                            "The share of the steps in which the learning rate rises from 0."))));
    table.push_back(atLeast(0,
                            field("/train/*/clip",
                                  "Clip",
                                  Number,
                                  1.0,
                                  "The largest global norm of a step's gradient; 0 is off.")));
    table.push_back(atLeast(
        0,
        field("/train/*/weight_decay", "Weight decay", Number, 0.0, "AdamW's decoupled decay.")));
    table.push_back(atLeast(
        0,
        field("/train/*/checkpoint_every",
              "Checkpoint every",
              Integer,
              10,
              "Steps between checkpoints; 0: only at the end and where the run is stopped.")));
    addLora(table, "/train/*");
}

void addEvaluate(Table& table) {
    table.push_back(optional(field("/evaluate",
                                   "Evaluation",
                                   Section,
                                   nullptr,
                                   "What is measured on the test prompts; absent: nothing.")));
    table.push_back(above(0,
                          field("/evaluate/temperatures",
                                "Temperatures",
                                Numbers,
                                json::array({0.7, 1.0, 1.3}),
                                "A point of the frontier for each.")));
    table.push_back(
        atMost(1024,
               atLeast(1,
                       field("/evaluate/responses",
                             "Responses",
                             Integer,
                             1,
                             "Responses a test prompt; they are averaged within the prompt."))));
    table.push_back(atMost(
        1,
        above(0,
              field("/evaluate/top_p",
                    "Top p",
                    Number,
                    1.0,
                    "Only the likeliest tokens up to this share of the probability; 1 is off."))));
    table.push_back(atLeast(
        0,
        field(
            "/evaluate/top_k", "Top k", Integer, 0, "Only this many likeliest tokens; 0 is off.")));
    table.push_back(atLeast(1,
                            field("/evaluate/max_new_tokens",
                                  "Longest response",
                                  Integer,
                                  64,
                                  "Tokens after which a response is cut.")));
    table.push_back(
        atLeast(0,
                field("/evaluate/every",
                      "Live every",
                      Integer,
                      10,
                      "Steps between live evaluations while a policy trains; 0: none.")));
    table.push_back(
        section("/evaluate/during", "While training", "The live evaluation: a smaller one."));
    table.push_back(atLeast(1,
                            field("/evaluate/during/prompts",
                                  "Prompts",
                                  Integer,
                                  32,
                                  "At most this many test prompts.")));
    table.push_back(above(0,
                          field("/evaluate/during/temperatures",
                                "Temperatures",
                                Numbers,
                                json::array({1.0}),
                                "Temperatures of the live evaluation.")));
    table.push_back(field("/evaluate/rewards",
                          "Judges",
                          RewardNames,
                          json::array(),
                          "The reward models that score the responses; none named: all."));
    table.push_back(oneOf({"reference"},
                          field("/evaluate/win_against",
                                "Win against",
                                Choice,
                                "reference",
                                "What a response must beat by the guide's reward: the test "
                                "prompt's reference answer.")));
}

}  // namespace

Table fieldTable() {
    Table table;
    addRun(table);
    addPolicy(table);
    addData(table);
    addRewardModels(table);
    addCandidates(table);
    addTrain(table);
    addEvaluate(table);
    return table;
}

}  // namespace lire::experiment
