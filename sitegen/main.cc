// sitegen: editors' content to a website and a knowledge bundle.
#include <cstdio>
#include <string>

#include "CLI/CLI.hpp"
#include "base/parallel.h"
#include "sitegen/read/read.h"

namespace indgang::sitegen {
namespace {

using read::Content;
using read::Diagnostics;
using read::FormatReport;
using read::ReadContent;
using read::ReportFormat;

// Exit codes.
constexpr int kOk = 0;
constexpr int kProblems = 1;
constexpr int kEnvironment = 2;

struct Options {
  std::string content = "content";
  ReportFormat format = ReportFormat::kText;
  bool strict = false;
  int threads = HardwareThreads();
};

int Check(const Options& options) {
  const absl::StatusOr<Content> content = ReadContent(options.content, options.threads);
  if (!content.ok()) {
    std::fprintf(stderr, "sitegen: %s\n", std::string(content.status().message()).c_str());
    return kEnvironment;
  }
  const Diagnostics& diagnostics = content->diagnostics;
  std::fputs(FormatReport(diagnostics, options.content, options.format).c_str(), stdout);
  return diagnostics.errors() > 0 || (options.strict && !diagnostics.empty()) ? kProblems : kOk;
}

}  // namespace
}  // namespace indgang::sitegen

int main(int argc, char** argv) {
  using namespace indgang::sitegen;
  using indgang::sitegen::read::ReportFormat;
  Options options;
  CLI::App app("sitegen");
  app.require_subcommand(1);
  CLI::App* check = app.add_subcommand("check", "Tell everything that is wrong with the content");
  check->add_option("--content", options.content, "Content folder")->capture_default_str();
  check->add_option("--threads", options.threads, "Threads")->check(CLI::Range(1, 256));
  check->add_option("--format", options.format, "How problems are written: text, json or github")
      ->transform(CLI::CheckedTransformer(std::map<std::string, ReportFormat>{
          {"text", ReportFormat::kText}, {"json", ReportFormat::kJson}, {"github", ReportFormat::kGithub}}));
  check->add_flag("--strict", options.strict, "Warnings fail, too");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kOk : kEnvironment;
  }
  return Check(options);
}
