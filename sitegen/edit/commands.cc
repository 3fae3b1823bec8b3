#include "sitegen/edit/commands.h"

#include <cstdio>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/files.h"
#include "base/parallel.h"
#include "base/status_macros.h"
#include "sitegen/edit/cms_config.h"
#include "sitegen/edit/json_schema.h"
#include "sitegen/edit/lists.h"
#include "sitegen/edit/skeleton.h"
#include "sitegen/read/load.h"
#include "sitegen/read/uses.h"

namespace indgang::sitegen::edit {
namespace {

namespace fs = std::filesystem;
using read::Item;
using read::ItemKind;

enum class Output { kTable, kCsv, kJson, kIcs };

// The content as far as it can be understood, and the files it points into.
struct Opened {
  std::unique_ptr<read::SourceTree> tree;
  read::Draft draft;
  int errors = 0;
};

absl::StatusOr<Opened> Open(const std::string& content) {
  read::Diagnostics diagnostics;
  INDGANG_ASSIGN_OR_RETURN(read::SourceTree tree, read::LoadContent(content, HardwareThreads(), diagnostics));
  Opened opened;
  opened.tree = std::make_unique<read::SourceTree>(std::move(tree));
  opened.draft = read::BuildDraft(*opened.tree, HardwareThreads(), diagnostics);
  opened.errors = diagnostics.errors();
  return opened;
}

std::string FormatOf(const Table& table, Output output, absl::CivilDay today) {
  switch (output) {
    case Output::kTable:
      return FormatTable(table);
    case Output::kCsv:
      return FormatCsv(table);
    case Output::kJson:
      return FormatJson(table);
    case Output::kIcs:
      return FormatCalendar(table, today);
  }
  return "";
}

}  // namespace

struct Commands::State {
  CLI::App* create = nullptr;
  CLI::App* list = nullptr;
  CLI::App* uses = nullptr;
  CLI::App* translated = nullptr;
  CLI::App* schema = nullptr;

  std::string content = "content";
  absl::CivilDay today;
  std::string kind;
  std::string id;
  std::string title;
  std::string what;
  int days = 30;
  Output output = Output::kTable;
  std::string item;
  bool all = false;
  std::string schema_folder;
  std::string cms_file;

  absl::Status New();
  absl::Status List();
  absl::Status Uses();
  absl::Status Translated();
  absl::Status Schema();
  // Tells that a list may lack something.
  void NoteErrors(const Opened& opened) const;
};

void Commands::State::NoteErrors(const Opened& opened) const {
  if (opened.errors == 0) return;
  std::fprintf(stderr, "sitegen: the content has %d error%s, so this may be incomplete; `sitegen check` tells which\n",
               opened.errors, opened.errors == 1 ? "" : "s");
}

absl::Status Commands::State::New() {
  INDGANG_ASSIGN_OR_RETURN(const Opened opened, Open(content));
  const ItemKind item_kind = read::FindKindByName(kind)->kind;
  INDGANG_ASSIGN_OR_RETURN(const std::string folder,
                           WriteItem(content, item_kind, id, MakeSkeleton(opened.draft, item_kind, id, title, today)));
  std::printf("%s is there, as a draft. Fill it in, run `sitegen check`, and take \"draft: true\" out to publish it.\n",
              folder.c_str());
  return absl::OkStatus();
}

absl::Status Commands::State::List() {
  static const std::map<std::string, ListKind> kinds = {
      {"expired", ListKind::kExpired}, {"review", ListKind::kReview}, {"untranslated", ListKind::kUntranslated},
      {"unused", ListKind::kUnused},   {"drafts", ListKind::kDrafts}, {"owners", ListKind::kOwners}};
  const ListKind list_kind = kinds.at(what);
  if (output == Output::kIcs && list_kind != ListKind::kReview && list_kind != ListKind::kExpired) {
    return MakeError(absl::StatusCode::kInvalidArgument, "FORMAT_UNFIT",
                     absl::StrCat("\"", what,
                                  "\" holds no dates for a calendar: --format ics goes with review and "
                                  "expired"),
                     {{"list", what}});
  }
  INDGANG_ASSIGN_OR_RETURN(const Opened opened, Open(content));
  NoteErrors(opened);
  const Table table = MakeList(opened.draft, list_kind, today, days);
  std::fputs(FormatOf(table, output, today).c_str(), stdout);
  if (table.rows.empty() && output == Output::kTable) std::printf("nothing is on this list\n");
  return absl::OkStatus();
}

absl::Status Commands::State::Uses() {
  INDGANG_ASSIGN_OR_RETURN(const Opened opened, Open(content));
  NoteErrors(opened);
  INDGANG_ASSIGN_OR_RETURN(const Table table, ListUses(opened.draft, item));
  std::fputs(FormatOf(table, output, today).c_str(), stdout);
  if (table.rows.empty() && output == Output::kTable) std::printf("nothing names %s\n", item.c_str());
  return absl::OkStatus();
}

absl::Status Commands::State::Translated() {
  INDGANG_ASSIGN_OR_RETURN(const Opened opened, Open(content));
  if (!all) {
    INDGANG_ASSIGN_OR_RETURN(const Item* found, FindItem(opened.draft, item));
    INDGANG_ASSIGN_OR_RETURN(const std::string file, StampTranslation(content, *found, today));
    std::printf("%s is marked as a translation of the Danish text as it is now\n", file.c_str());
    return absl::OkStatus();
  }
  int stamped = 0;
  for (const Item& each : opened.draft.items) {
    const bool unmarked =
        each.da != nullptr && each.en != nullptr && each.en->parsed && each.en->root.Find("translated_from") == nullptr;
    if (!unmarked) continue;
    INDGANG_RETURN_IF_ERROR(StampTranslation(content, each, today).status());
    ++stamped;
  }
  std::printf("%d English texts were marked as translations of the Danish ones as they are now\n", stamped);
  return absl::OkStatus();
}

absl::Status Commands::State::Schema() {
  if (!schema_folder.empty()) {
    std::error_code error;
    fs::create_directories(schema_folder, error);
    for (const auto& [name, bytes] : JsonSchemaFiles()) {
      INDGANG_RETURN_IF_ERROR(WriteFileAtomically(absl::StrCat(schema_folder, "/", name), bytes));
    }
  }
  if (cms_file.empty()) return absl::OkStatus();
  INDGANG_ASSIGN_OR_RETURN(const Opened opened, Open(content));
  return WriteFileAtomically(cms_file, CmsConfig(opened.draft, today).dump(1) + "\n");
}

void AddTodayOption(CLI::App& command, absl::CivilDay& today) {
  command
      .add_option_function<std::string>(
          "--today",
          [&today](const std::string& text) {
            absl::CivilDay day;
            if (!absl::ParseCivilTime(text, &day) || absl::FormatCivilTime(day) != text) {
              throw CLI::ValidationError("--today", absl::StrCat("\"", text, "\" is not a date such as 2026-11-21"));
            }
            today = day;
          },
          "The day to reckon from, such as 2026-11-21, instead of today")
      ->option_text("DATE");
}

Commands::Commands(CLI::App& app, absl::CivilDay today) : state_(std::make_unique<State>()) {
  State& state = *state_;
  state.today = today;
  const auto add_content = [&](CLI::App& command) {
    command.add_option("--content", state.content, "Folder with the content")->capture_default_str();
  };
  const auto add_format = [&](CLI::App& command, bool calendar) {
    std::map<std::string, Output> formats = {{"table", Output::kTable}, {"csv", Output::kCsv}, {"json", Output::kJson}};
    if (calendar) formats["ics"] = Output::kIcs;
    command
        .add_option("--format", state.output,
                    calendar ? "How it is written: table, csv, json or ics (a calendar)"
                             : "How it is written: table, csv or json")
        ->transform(CLI::CheckedTransformer(std::move(formats)))
        ->option_text("FORMAT [table]");
  };

  state.create = app.add_subcommand("new", "Make a new item, filled in as a draft");
  state.create->add_option("kind", state.kind, "service, package, authority, faq or page")
      ->required()
      ->check(CLI::IsMember({"service", "package", "authority", "faq", "page"}));
  state.create->add_option("id", state.id, "Its id: a-z, 0-9 and \"-\"")->required();
  state.create->add_option("--title", state.title, "Its title in Danish; made of the id when left out");
  add_content(*state.create);
  AddTodayOption(*state.create, state.today);

  state.list = app.add_subcommand("list", "List what an editor has to look after");
  state.list
      ->add_option("what", state.what,
                   "expired (review_by or valid_to has passed), review (to be read again soon), untranslated, unused "
                   "(nothing names it), drafts, owners (who looks after what)")
      ->required()
      ->check(CLI::IsMember({"expired", "review", "untranslated", "unused", "drafts", "owners"}));
  state.list->add_option("--days", state.days, "How far ahead review looks")
      ->check(CLI::Range(0, 36500))
      ->capture_default_str();
  add_format(*state.list, true);
  add_content(*state.list);
  AddTodayOption(*state.list, state.today);

  state.uses = app.add_subcommand("uses", "List everything that names an item: packages, services, links");
  state.uses->add_option("item", state.item, "Kind and id, as in service:alcohol-licence")->required();
  add_format(*state.uses, false);
  add_content(*state.uses);

  state.translated =
      app.add_subcommand("translated", "Mark an English text as a translation, made today, of the Danish as it is now");
  CLI::Option* one = state.translated->add_option("item", state.item, "Kind and id, as in service:alcohol-licence");
  CLI::Option* all = state.translated->add_flag("--all", state.all, "Every English text that has no such mark yet");
  one->excludes(all);
  AddTodayOption(*state.translated, state.today);
  state.translated->callback([one, all] {
    if (one->count() + all->count() == 0) throw CLI::RequiredError("an item or --all");
  });
  add_content(*state.translated);

  state.schema = app.add_subcommand("schema", "Write what may stand in content for other programs");
  CLI::Option* out = state.schema->add_option("--out", state.schema_folder, "Folder that gets a JSON Schema per file");
  CLI::Option* cms =
      state.schema->add_option("--decap", state.cms_file, "File that gets the configuration of Decap CMS");
  state.schema->callback([out, cms] {
    if (out->count() + cms->count() == 0) throw CLI::RequiredError("--out or --decap");
  });
  add_content(*state.schema);
  AddTodayOption(*state.schema, state.today);
}

Commands::~Commands() = default;

std::optional<int> Commands::Run() {
  absl::Status status;
  if (state_->create->parsed()) {
    status = state_->New();
  } else if (state_->list->parsed()) {
    status = state_->List();
  } else if (state_->uses->parsed()) {
    status = state_->Uses();
  } else if (state_->translated->parsed()) {
    status = state_->Translated();
  } else if (state_->schema->parsed()) {
    status = state_->Schema();
  } else {
    return std::nullopt;
  }
  if (status.ok()) return 0;
  std::fprintf(stderr, "sitegen: %s\n", std::string(status.message()).c_str());
  const bool content_problem = status.code() == absl::StatusCode::kNotFound ||
                               status.code() == absl::StatusCode::kAlreadyExists ||
                               GetReason(status) == "ENGLISH_MISSING";
  return content_problem ? 1 : 2;
}

}  // namespace indgang::sitegen::edit
