// sitegen: from editors' content to a website and a knowledge bundle.
#include <cstdio>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "base/clock.h"
#include "base/parallel.h"
#include "knowledge/bundle.h"
#include "sitegen/edit/commands.h"
#include "sitegen/edit/external_links.h"
#include "sitegen/pipeline.h"
#include "sitegen/preview/live_preview.h"
#include "sitegen/preview/preview_server.h"
#include "sitegen/publish/site.h"
#include "sitegen/read/read.h"

namespace indgang::sitegen {
namespace {

// Exit codes.
constexpr int kOk = 0;
constexpr int kContentProblems = 1;
constexpr int kUsageOrEnvironment = 2;

struct Options {
  BuildOptions build = {.content = "content",
                        .templates = "templates",
                        .design_system = "node_modules/dkfds",
                        .out = "out",
                        .threads = HardwareThreads()};
  read::ReportFormat format = read::ReportFormat::kText;
  int port = 8080;
  absl::CivilDay today;
  // check: ask for the addresses outside the site, too.
  bool external = false;
  edit::ExternalOptions external_options;
  bool no_watch = false;
  // serve: --content or --out was given.
  bool content_given = false;
  bool out_given = false;
};

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "sitegen: %s\n", std::string(status.message()).c_str());
  return kUsageOrEnvironment;
}

// Adds what is wrong with addresses outside the site.
absl::Status AddExternal(const Options& options, read::Content& content) {
  edit::ExternalOptions external = options.external_options;
  external.client.user_agent = absl::StrCat("sitegen-link-check (+", content.knowledge_base.site().base_url(), ")");
  absl::StatusOr<edit::ExternalReport> report =
      edit::CheckExternalLinks(options.build.content, external, SystemClock());
  if (!report.ok()) return report.status();
  std::fprintf(stderr, "sitegen: %d external addresses: %d asked, %d known from %s\n", report->addresses, report->asked,
               report->addresses - report->asked, external.cache_file.c_str());
  content.diagnostics.Merge(std::move(report->diagnostics));
  content.diagnostics.Sort();
  return absl::OkStatus();
}

int Check(const Options& options) {
  absl::StatusOr<read::Content> content = read::ReadContent(
      options.build.content, {.threads = options.build.threads, .hints = true, .today = options.today});
  if (!content.ok()) return Fail(content.status());
  // As hints: once there are no errors.
  if (options.external && content->diagnostics.errors() == 0) {
    if (const absl::Status status = AddExternal(options, *content); !status.ok()) return Fail(status);
  }
  std::fputs(read::FormatReport(content->diagnostics, options.build.content, options.format).c_str(), stdout);
  if (Blocks(content->diagnostics, options.build.strict)) return kContentProblems;
  const auto& base = content->knowledge_base;
  if (content->diagnostics.errors() == 0 && content->diagnostics.warnings() == 0 &&
      options.format == read::ReportFormat::kText) {
    std::printf("%s is in order: %d services, %d packages, %d authorities, %d questions and answers, %d pages\n",
                options.build.content.c_str(), base.services_size(), base.packages_size(), base.authorities_size(),
                base.faq_size(), base.pages_size());
  }
  return kOk;
}

int RunBuild(const Options& options) {
  const absl::Time start = absl::Now();
  const absl::StatusOr<BuildResult> result = Build(options.build);
  if (!result.ok()) return Fail(result.status());
  std::fputs(read::FormatReport(result->diagnostics, options.build.content, options.format).c_str(), stderr);
  if (!result->published) {
    std::fprintf(stderr, "sitegen: nothing was written\n");
    return kContentProblems;
  }
  std::printf("%s/site: %d files (%d written, %d unchanged, %d removed) and %s/knowledge.binpb in %lld ms\n",
              options.build.out.c_str(), result->site.written + result->site.unchanged, result->site.written,
              result->site.unchanged, result->site.removed, options.build.out.c_str(),
              static_cast<long long>(absl::ToInt64Milliseconds(absl::Now() - start)));
  return kOk;
}

// The editors' preview where there is content, unless somebody asks for what was built.
bool Watches(const Options& options) {
  if (options.no_watch || options.out_given) return false;
  std::error_code error;
  return options.content_given || std::filesystem::is_directory(options.build.content, error);
}

int Serve(const Options& options) {
  if (Watches(options)) {
    const absl::Status status = PreviewUntilSignalled(options.build, options.port);
    return status.ok() ? kOk : Fail(status);
  }
  const std::string& out = options.build.out;
  const auto bundle = knowledge::LoadBundle(out + "/knowledge.binpb");
  if (!bundle.ok()) {
    std::fprintf(stderr, "sitegen: %s; run `sitegen build` first\n", std::string(bundle.status().message()).c_str());
    return kUsageOrEnvironment;
  }
  const absl::Status status =
      ServeUntilSignalled(out + "/site", options.port, BasePath((*bundle)->message().site().base_url()));
  return status.ok() ? kOk : Fail(status);
}

void AddContentOptions(CLI::App& command, Options& options) {
  command.add_option("--content", options.build.content, "Folder with the content")->capture_default_str();
  command.add_option("--format", options.format, "How problems are written: text, json or github")
      ->transform(
          CLI::CheckedTransformer(std::map<std::string, read::ReportFormat>{{"text", read::ReportFormat::kText},
                                                                            {"json", read::ReportFormat::kJson},
                                                                            {"github", read::ReportFormat::kGithub}}))
      ->option_text("FORMAT [text]");
  command.add_flag("--strict", options.build.strict, "Warnings count as errors");
  command.add_option("--threads", options.build.threads, "Threads to work on; changes nothing but the time")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
}

void AddExternalOptions(CLI::App& check, Options& options) {
  CLI::Option* external = check.add_flag(
      "--external", options.external,
      "Ask for the addresses outside the site, too, over the network: who is gone, has moved, gives no answer");
  check
      .add_option("--external-cache", options.external_options.cache_file,
                  "File with the answers, so that the next time only what is old is asked")
      ->needs(external)
      ->capture_default_str();
  check
      .add_option("--external-max-age", options.external_options.max_age_days,
                  "Days that an answer counts; 0 asks for everything")
      ->needs(external)
      ->check(CLI::Range(0, 366))
      ->capture_default_str();
}

void AddBuildOptions(CLI::App& command, Options& options) {
  AddContentOptions(command, options);
  command.add_option("--templates", options.build.templates, "Folder with the templates")->capture_default_str();
  command.add_option("--design-system", options.build.design_system, "Folder of the npm package dkfds")
      ->capture_default_str();
  command.add_option("--out", options.build.out, "Folder that gets site/ and knowledge.binpb")->capture_default_str();
}

int Main(int argc, char** argv) {
  Options options;
  options.today = absl::ToCivilDay(absl::Now(), absl::LocalTimeZone());
  CLI::App app("sitegen: from the content folder to the website and the knowledge bundle of the case service",
               "sitegen");
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 all is well, 1 the content has problems and nothing was written, 2 wrong usage or\n"
      "environment. docs/content-model.md tells what may stand in the content, docs/diagnostics.md what each\n"
      "problem means.");
  CLI::App* check = app.add_subcommand("check", "Tell everything that is wrong with the content, and write nothing");
  AddContentOptions(*check, options);
  edit::AddTodayOption(*check, options.today);
  AddExternalOptions(*check, options);
  CLI::App* build = app.add_subcommand("build", "Check the content, then write the site and the knowledge bundle");
  AddBuildOptions(*build, options);
  build->add_flag("--drafts", options.build.drafts, "Show drafts, too: to look at them, not to publish them");
  CLI::App* serve = app.add_subcommand(
      "serve", "Show the site on this machine until Ctrl-C; what is saved in content or templates shows at once");
  const CLI::Option* content =
      serve->add_option("--content", options.build.content, "Folder with the content")->capture_default_str();
  serve->add_option("--templates", options.build.templates, "Folder with the templates")->capture_default_str();
  serve->add_option("--design-system", options.build.design_system, "Folder of the npm package dkfds")
      ->capture_default_str();
  serve->add_flag("--strict", options.build.strict, "Warnings count as errors");
  CLI::Option* no_watch = serve->add_flag("--no-watch", options.no_watch, "Show what build wrote, and watch nothing");
  const CLI::Option* out =
      serve->add_option("--out", options.build.out, "Show what build wrote to this folder")->capture_default_str();
  no_watch->excludes("--content");
  serve->add_option("--port", options.port, "Port on 127.0.0.1; 0 for any that is free")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  edit::Commands editor_commands(app, options.today);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kOk : kUsageOrEnvironment;
  }
  options.content_given = content->count() > 0;
  options.out_given = out->count() > 0;
  if (check->parsed()) return Check(options);
  if (const std::optional<int> code = editor_commands.Run(); code.has_value()) return *code;
  return serve->parsed() ? Serve(options) : RunBuild(options);
}

}  // namespace
}  // namespace indgang::sitegen

int main(int argc, char** argv) { return indgang::sitegen::Main(argc, argv); }
