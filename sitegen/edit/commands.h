// The commands of sitegen that editors use beside check, build and serve: new, list, uses, translated, schema.
#ifndef INDGANG_SITEGEN_EDIT_COMMANDS_H_
#define INDGANG_SITEGEN_EDIT_COMMANDS_H_

#include <memory>
#include <optional>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/time/civil_time.h"

namespace indgang::sitegen::edit {

// Adds the commands to a program and runs the one that was given. The exit codes are those of sitegen: 0 done, 1 the
// content is not as the command needs it, 2 wrong usage or environment.
class Commands {
 public:
  // `app` must outlive this object. `today` is used unless --today is given.
  Commands(CLI::App& app, absl::CivilDay today);
  ~Commands();

  // The exit code of the command that was parsed; nullopt when it is none of these.
  std::optional<int> Run();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Adds "--today", which takes dates such as 2026-11-21 only.
void AddTodayOption(CLI::App& command, absl::CivilDay& today);

}  // namespace indgang::sitegen::edit

#endif  // INDGANG_SITEGEN_EDIT_COMMANDS_H_
