#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "base/errors.h"
#include "base/files.h"
#include "client/command_options.h"
#include "client/commands.h"
#include "client/failure.h"
#include "client/names.h"
#include "client/table.h"
#include "client/views.h"
#include "indgang/admin/v1/audit_service.grpc.pb.h"

namespace indgang::client {
namespace {

using admin::v1::AuditProblem;
using admin::v1::AuditService;
using admin::v1::GetAuditAnchorRequest;
using admin::v1::GetAuditAnchorResponse;
using admin::v1::ListAccessRecordsRequest;
using admin::v1::ListAccessRecordsResponse;
using admin::v1::OpenEmergencyAccessRequest;
using admin::v1::OpenEmergencyAccessResponse;
using admin::v1::VerifyAuditTrailRequest;
using admin::v1::VerifyAuditTrailResponse;

// A hundred are enough to see what happened; the service sends no more for one part either.
constexpr int kMostProblems = 100;

struct VerifyOptions {
  std::string anchor_file;
};

struct AccessOptions {
  std::string case_name;
  std::string member;
  PagingOptions paging;
};

struct OpenCaseOptions {
  std::string case_name;
  std::string reason;
};

struct NoOptions {};

// One line of an anchor file, as indgangd and `audit anchor` write it.
struct AnchorLine {
  std::string time;
  std::int64_t sequence = 0;
  std::string hash;
};

constexpr std::size_t kHashDigits = 64;

std::string FormatAnchor(const admin::v1::AuditAnchor& anchor) {
  return absl::StrCat(absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", ToTime(anchor.time()), absl::UTCTimeZone()), " ",
                      anchor.sequence(), " ", absl::BytesToHexString(anchor.hash()));
}

std::optional<AnchorLine> ParseAnchor(absl::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(text, ' ');
  AnchorLine line;
  absl::Time time;
  std::string error;
  if (parts.size() != 3 || !absl::ParseTime(absl::RFC3339_full, parts[0], &time, &error) ||
      !absl::SimpleAtoi(parts[1], &line.sequence) || line.sequence < 0 || parts[2].size() != kHashDigits ||
      parts[2].find_first_not_of("0123456789abcdef") != std::string::npos) {
    return std::nullopt;
  }
  line.time = parts[0];
  line.hash = absl::HexStringToBytes(parts[2]);
  return line;
}

void AddProblem(VerifyAuditTrailResponse& found, std::int64_t sequence, const std::string& message) {
  if (found.problems_size() >= kMostProblems) return;
  AuditProblem& problem = *found.add_problems();
  problem.set_sequence(sequence);
  problem.set_message(message);
}

// Compares the trail as the service has it with what the file says it was.
absl::Status CompareAnchors(Session& session, const std::string& path, const std::string& text,
                            VerifyAuditTrailResponse& found) {
  const Say say = session.say();
  // Most lines of quiet hours say the same.
  std::set<std::pair<std::int64_t, std::string>> compared;
  int number = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    if (line.empty()) continue;
    const std::string place = absl::StrCat(path, ":", number, ": ");
    const std::optional<AnchorLine> anchor = ParseAnchor(line);
    if (!anchor.has_value()) {
      AddProblem(found, 0,
                 absl::StrCat(place, say("this is no anchor; wanted: TIME SEQUENCE HASH",
                                         "det er ikke et anker; ventet: TID NUMMER HASH")));
      continue;
    }
    if (!compared.emplace(anchor->sequence, anchor->hash).second) continue;
    std::string hash(32, '\0');
    if (anchor->sequence > 0) {
      GetAuditAnchorRequest request;
      request.set_sequence(anchor->sequence);
      const absl::StatusOr<GetAuditAnchorResponse> response =
          session.connection().Call(&AuditService::Stub::GetAuditAnchor, request);
      if (GetReason(response.status()) == "ANCHOR_NOT_FOUND") {
        AddProblem(found, anchor->sequence,
                   absl::StrCat(place, say("the trail had ", "sporet havde "), anchor->sequence,
                                say(" events then and has ", " hændelser dengang og har nu "),
                                found.anchor().sequence(), say(" now", "")));
        continue;
      }
      if (!response.ok()) return response.status();
      hash = response->anchor().hash();
    }
    if (hash != anchor->hash) {
      AddProblem(found, anchor->sequence,
                 absl::StrCat(place, say("what came before ", "det, der kom før "), anchor->time,
                              say(" is not what it was then", ", er ikke, hvad det var dengang")));
    }
  }
  return absl::OkStatus();
}

std::string RenderVerified(const VerifyAuditTrailResponse& found, Say say, std::size_t width) {
  std::string text;
  if (found.problems_size() > 0) {
    Table table({say("CASE", "SAG"), "#", say("WHAT IS WRONG", "HVAD DER ER GALT")});
    for (const AuditProblem& problem : found.problems()) {
      table.AddRow({problem.case_().empty() ? say("all", "alle") : ShortName(problem.case_()),
                    problem.sequence() == 0 ? "" : absl::StrCat(problem.sequence()), problem.message()});
    }
    text = absl::StrCat(table.Render(width), "\n");
  }
  FactSheet facts;
  facts.Add(say("Events checked", "Hændelser kontrolleret"), absl::StrCat(found.checked_events()));
  facts.Add(say("Cases checked", "Sager kontrolleret"), absl::StrCat(found.checked_cases()));
  facts.Add(say("Anchor", "Anker"), FormatAnchor(found.anchor()));
  facts.Add(say("Result", "Resultat"), found.problems_size() == 0
                                           ? say("nothing was changed", "intet er ændret")
                                           : say("the trail is not what it was", "sporet er ikke, hvad det var"));
  return absl::StrCat(text, facts.Render(width));
}

absl::Status Verify(Session& session, const VerifyOptions& options) {
  std::string anchors;
  if (!options.anchor_file.empty()) {
    // Before anything is asked: a name that is typed wrong must not cost minutes.
    absl::StatusOr<std::string> text = ReadFile(options.anchor_file);
    if (!text.ok()) return UsageError(text.status().message());
    anchors = *std::move(text);
  }
  VerifyAuditTrailResponse all;
  VerifyAuditTrailRequest request;
  do {
    INDGANG_ASSIGN_OR_RETURN(const VerifyAuditTrailResponse part,
                             session.connection().Call(&AuditService::Stub::VerifyAuditTrail, request));
    all.set_checked_events(all.checked_events() + part.checked_events());
    all.set_checked_cases(all.checked_cases() + part.checked_cases());
    *all.mutable_anchor() = part.anchor();
    for (const AuditProblem& problem : part.problems()) {
      if (all.problems_size() < kMostProblems) *all.add_problems() = problem;
    }
    request.set_after_sequence(part.next_sequence());
  } while (request.after_sequence() != 0);
  INDGANG_RETURN_IF_ERROR(CompareAnchors(session, options.anchor_file, anchors, all));
  session.Show(all, [&] { return RenderVerified(all, session.say(), session.width()); });
  return all.problems_size() == 0 ? absl::OkStatus() : TrailBrokenError(all.problems_size());
}

absl::Status Access(Session& session, const AccessOptions& options) {
  ListAccessRecordsRequest request;
  if (!options.case_name.empty()) request.set_case_(CaseName(options.case_name));
  request.set_member(options.member);
  const auto call = [&](int page_size, const std::string& page_token) {
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return session.connection().Call(&AuditService::Stub::ListAccessRecords, request);
  };
  INDGANG_ASSIGN_OR_RETURN(const ListAccessRecordsResponse response,
                           ReadPages<ListAccessRecordsResponse>(options.paging.limit, call,
                                                                [](auto& page) { return page.mutable_records(); }));
  session.Show(response, [&] {
    const Say say = session.say();
    Table table({say("WHEN", "HVORNÅR"), say("WHO", "HVEM"), say("CASE", "SAG"), say("METHOD", "METODE"),
                 say("TIMES", "GANGE"), ""});
    for (const admin::v1::AccessRecord& record : response.records()) {
      table.AddRow({LocalTime(record.time(), say), ActorWords(record.actor()), ShortName(record.case_()),
                    record.method().substr(record.method().rfind('.') + 1), absl::StrCat(record.count()),
                    record.emergency() ? say("emergency", "nødadgang") : ""});
    }
    return table.Render(session.width());
  });
  return absl::OkStatus();
}

absl::Status OpenCase(Session& session, const OpenCaseOptions& options) {
  OpenEmergencyAccessRequest request;
  request.set_request_id(session.request_id());
  request.set_case_(CaseName(options.case_name));
  INDGANG_ASSIGN_OR_RETURN(*request.mutable_reason(), TextArgument(options.reason, session.environment()));
  INDGANG_ASSIGN_OR_RETURN(const OpenEmergencyAccessResponse response,
                           session.connection().Call(&AuditService::Stub::OpenEmergencyAccess, request));
  session.Show(response, [&] {
    const Say say = session.say();
    return absl::StrCat(ShortName(request.case_()),
                        say(" can be read with this token until ", " kan læses med denne nøgle til "),
                        LocalTime(response.expire_time(), say), "\n");
  });
  return absl::OkStatus();
}

absl::Status Anchor(Session& session, const NoOptions&) {
  INDGANG_ASSIGN_OR_RETURN(const GetAuditAnchorResponse response,
                           session.connection().Call(&AuditService::Stub::GetAuditAnchor, GetAuditAnchorRequest()));
  session.Show(response, [&] { return absl::StrCat(FormatAnchor(response.anchor()), "\n"); });
  return absl::OkStatus();
}

}  // namespace

void AddAuditCommands(CLI::App& app, Action& action) {
  CLI::App* const group = app.add_subcommand(
      "audit", "Whether anybody changed the past, and who read what (for admins; leaders read who read)");
  group->require_subcommand(1);
  AddCommand<VerifyOptions>(
      *group, "verify", "Check the whole audit trail; exit code 7 when it is not what it was", action,
      [](CLI::App& command, VerifyOptions& options) {
        command
            .add_option("--anchor", options.anchor_file,
                        "Compare with every line of this file, which indgangd --audit-anchor wrote")
            ->type_name("FILE");
        command.footer("Example:\n  indgang audit verify --anchor /mnt/elsewhere/anchors.txt");
      },
      Verify);
  AddCommand<NoOptions>(
      *group, "anchor", "The state of the trail now, as a line to keep elsewhere", action, [](CLI::App&, NoOptions&) {},
      Anchor);
  AddCommand<AccessOptions>(
      *group, "access", "Who read which case, newest first", action,
      [](CLI::App& command, AccessOptions& options) {
        command.add_option("--case", options.case_name, "Only of this case: 2026-000123")->type_name("CASE");
        command.add_option("--member", options.member, "Only by this member, mem_… or me");
        AddLimitOption(command, options.paging);
      },
      Access);
  AddCommand<OpenCaseOptions>(
      *group, "open-case", "Read one case for an hour when nobody else can; the case tells of it", action,
      [](CLI::App& command, OpenCaseOptions& options) {
        command.add_option("CASE", options.case_name, "2026-000123 or cases/2026-000123")->required();
        command.add_option("--reason", options.reason, "Why nobody else can; - reads standard input")->required();
      },
      OpenCase);
}

}  // namespace indgang::client
