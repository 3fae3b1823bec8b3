#include "client/cli.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "tests/client/cli_harness.h"

namespace indgang::client {
namespace {

using google::protobuf::Message;
using testing::ElementsAre;
using testing::HasSubstr;

class CliTest : public testing::Test {
 protected:
  CliHarness harness_;
};

TEST_F(CliTest, JsonIsTheResponseWithTheContractsFieldNames) {
  harness_.On("GetCase", Answer("case { name: 'cases/2026-000001' case_number: '2026-000001' open_referrals: 1 }"));
  const CommandResult result = harness_.Run({"--output", "json", "case", "show", "2026-000001"});
  EXPECT_EQ(result.out,
            "{\n \"case\": {\n  \"name\": \"cases/2026-000001\",\n  \"case_number\": \"2026-000001\",\n"
            "  \"open_referrals\": 1\n }\n}\n");
  EXPECT_EQ(harness_.calls()[0].request, R"(name: "cases/2026-000001")");
}

TEST_F(CliTest, VerbsSendWhatWasTyped) {
  const struct {
    std::vector<std::string> arguments;
    std::string method;
    std::string request;
  } cases[] = {
      {{"case", "triage", "2026-000001", "--complexity", "medium", "--service", "a", "--service", "b", "--package", "p",
        "--reason", "r", "--etag", "e"},
       "TriageCase",
       R"(request_id: "i" name: "cases/2026-000001" etag: "e" complexity: COMPLEXITY_MEDIUM services: "a" services: "b" package: "p" reason: "r")"},
      {{"case", "interact", "2026-000001", "reply", "--text", "t"},
       "RecordInteraction",
       R"(request_id: "i" parent: "cases/2026-000001" interaction { direction: DIRECTION_OUTBOUND kind: KIND_MESSAGE channel: CHANNEL_PHONE text: "t" })"},
      {{"case", "interact", "2026-000001", "inbound", "--channel", "email", "--text", "t"},
       "RecordInteraction",
       R"(request_id: "i" parent: "cases/2026-000001" interaction { direction: DIRECTION_INBOUND kind: KIND_MESSAGE channel: CHANNEL_EMAIL text: "t" })"},
      {{"case", "interact", "2026-000001", "answer", "--text", "t"},
       "RecordInteraction",
       R"(request_id: "i" parent: "cases/2026-000001" interaction { direction: DIRECTION_OUTBOUND kind: KIND_ANSWER channel: CHANNEL_PHONE text: "t" })"},
      {{"case", "interact", "2026-000001", "dialogue-offer", "--text", "t", "--etag", "e"},
       "RecordInteraction",
       R"(request_id: "i" parent: "cases/2026-000001" etag: "e" interaction { direction: DIRECTION_OUTBOUND kind: KIND_DIALOGUE_OFFER channel: CHANNEL_PHONE text: "t" })"},
      {{"case", "close", "cases/2026-000001", "--outcome", "handed-over", "--note", "n"},
       "CloseCase",
       R"(request_id: "i" name: "cases/2026-000001" outcome: OUTCOME_HANDED_OVER note: "n")"},
      {{"case", "pause", "2026-000001", "--reason", "company-decision", "--note", "n", "--etag", "e"},
       "PauseAnswerClock",
       R"(request_id: "i" name: "cases/2026-000001" etag: "e" reason: REASON_COMPANY_DECISION note: "n")"},
      {{"case", "resume", "2026-000001", "--etag", "e"},
       "ResumeAnswerClock",
       R"(request_id: "i" name: "cases/2026-000001" etag: "e")"},
      {{"case", "extend", "2026-000001", "--until", "2026-12-04T12:00", "--reason", "r", "--message", "m"},
       "ExtendAnswerDeadline",
       R"(request_id: "i" name: "cases/2026-000001" due_time { seconds: 1796382000 } reason: "r" channel: CHANNEL_EMAIL message: "m")"},
      {{"referral", "create", "2026-000001", "--authority", "building", "--question", "q", "--etag", "e"},
       "CreateReferral",
       R"(request_id: "i" parent: "cases/2026-000001" etag: "e" authority: "building" question: "q" kind: KIND_QUESTION)"},
      {{"referral", "create", "2026-000001", "--authority", "building", "--question", "q", "--kind", "permit",
        "--service", "location-check", "--assignee", "mem_1"},
       "CreateReferral",
       R"(request_id: "i" parent: "cases/2026-000001" authority: "building" question: "q" kind: KIND_PERMIT service: "location-check" assignee: "mem_1")"},
      {{"referral", "create", "2026-000001", "--authority", "building", "--question", "q", "--kind", "permit",
        "--service", "change-of-use", "--due", "2026-12-04T12:00", "--application-complete", "2026-12-03T12:00"},
       "CreateReferral",
       R"(request_id: "i" parent: "cases/2026-000001" authority: "building" question: "q" kind: KIND_PERMIT service: "change-of-use" due_time { seconds: 1796382000 } application_complete_time { seconds: 1796295600 })"},
      {{"referral", "list", "--state", "sent", "--limit", "7"},
       "ListReferrals",
       R"(parent: "cases/-" page_size: 7 state: STATE_SENT)"},
      {{"referral", "show", "2026-000001/2"}, "GetReferral", R"(name: "cases/2026-000001/referrals/2")"},
      {{"referral", "accept", "2026-000001/2", "--etag", "e"},
       "AcceptReferral",
       R"(request_id: "i" name: "cases/2026-000001/referrals/2" etag: "e")"},
      {{"referral", "decline", "2026-000001/2", "--reason", "r", "--suggest", "planning"},
       "DeclineReferral",
       R"(request_id: "i" name: "cases/2026-000001/referrals/2" reason: "r" suggested_authority: "planning")"},
      {{"referral", "answer", "2026-000001/2", "--text", "a"},
       "AnswerReferral",
       R"(request_id: "i" name: "cases/2026-000001/referrals/2" answer: "a")"},
      {{"referral", "accept", "2026-000001/2", "--channel", "email", "--message", "m"},
       "AcceptReferral",
       R"(request_id: "i" name: "cases/2026-000001/referrals/2" channel: CHANNEL_EMAIL message: "m")"},
      {{"referral", "complete", "2026-000001/2", "--outcome", "o"},
       "CompleteReferral",
       R"(request_id: "i" name: "cases/2026-000001/referrals/2" outcome: "o")"},
      {{"referral", "confirm", "2026-000001/2", "--note", "n"},
       "ConfirmReferral",
       R"(request_id: "i" name: "cases/2026-000001/referrals/2" note: "n")"},
      {{"referral", "remind", "2026-000001/2"},
       "RemindReferral",
       R"(request_id: "i" name: "cases/2026-000001/referrals/2")"},
      {{"referral", "reassign", "2026-000001/2", "--to", "me"},
       "ReassignReferral",
       R"(request_id: "i" name: "cases/2026-000001/referrals/2" assignee: "me")"},
      {{"referral", "recall", "2026-000001/2", "--reason", "r", "--etag", "e"},
       "RecallReferral",
       R"(request_id: "i" name: "cases/2026-000001/referrals/2" etag: "e" reason: "r")"},
      {{"case", "list", "--state", "in-progress", "--cvr", "10150817", "--contact-person", "mem_1"},
       "ListCases",
       R"(page_size: 50 filter: "state = IN_PROGRESS AND cvr_number = \"10150817\" AND contact_person = \"mem_1\"")"},
      {{"case", "list", "--filter", "late = true OR silent = true", "--mine", "--order", "due", "--limit", "5"},
       "ListCases",
       R"(page_size: 5 filter: "(late = true OR silent = true) AND mine = true" order_by: "next_due_time")"},
      {{"case", "list", "--my-unit", "--late", "--due-today", "--silent", "--query", "havnen", "--cvr", "1\"2"},
       "ListCases",
       R"(page_size: 50 filter: "cvr_number = \"1\\\"2\" AND my_unit = true AND late = true AND due_today = true AND silent = true" query: "havnen")"},
      {{"case", "count", "--by", "create-month,channel", "--state", "closed"},
       "CountCases",
       R"(filter: "state = CLOSED" group_by: "create_month" group_by: "channel")"},
      {{"service", "list", "--area", "building", "--authority", "police", "--limit", "0"},
       "ListServices",
       R"(page_size: 200 area: "building" authority: "police")"},
      {{"enquiry", "register", "--channel", "phone", "--text", "t", "--phone", "1", "--attach-to", "2026-000001"},
       "RegisterEnquiry",
       R"(request_id: "i" enquiry { channel: CHANNEL_PHONE company { } contact { phone: "1" } text: "t" } )"
       R"(attach_to: "cases/2026-000001")"},
      {{"enquiry",          "register", "--channel", "phone", "--text",     "t",       "--phone",   "1",
        "--instant-answer", "a",        "--service", "s",     "--service",  "s2",      "--package", "p",
        "--outcome",        "granted",  "--guide",   "s#x",   "--feedback", "no-guide"},
       "RegisterEnquiry",
       R"(request_id: "i" enquiry { channel: CHANNEL_PHONE company { } contact { phone: "1" } text: "t" } )"
       R"(instant_answer { text: "a" services: "s" services: "s2" package: "p" outcome: OUTCOME_GRANTED )"
       R"(guide_sections: "s#x" guide_feedback: GUIDE_FEEDBACK_NO_GUIDE })"},
      {{"case", "interact", "2026-000001", "dialogue-offer", "--text", "t", "--alternative", "a", "--rule", "r",
        "--rule", "r2"},
       "RecordInteraction",
       R"(request_id: "i" parent: "cases/2026-000001" interaction { direction: DIRECTION_OUTBOUND )"
       R"(kind: KIND_DIALOGUE_OFFER channel: CHANNEL_PHONE text: "t" )"
       R"(dialogue_offer { alternatives: "a" rules: "r" rules: "r2" } })"},
      {{"case", "close", "2026-000001", "--outcome", "answered", "--guide", "s", "--guide", "s#x", "--feedback",
        "asked-in-spite-of-guide"},
       "CloseCase",
       R"(request_id: "i" name: "cases/2026-000001" outcome: OUTCOME_ANSWERED guide_sections: "s" )"
       R"(guide_sections: "s#x" guide_feedback: GUIDE_FEEDBACK_ASKED_IN_SPITE_OF_GUIDE)"},
      {{"case", "reopen", "2026-000001", "--reason", "r", "--etag", "e"},
       "ReopenCase",
       R"(request_id: "i" name: "cases/2026-000001" etag: "e" reason: "r")"},
      {{"note", "add", "2026-000001", "--text", "t", "--visibility", "authorities", "--etag", "e"},
       "AddNote",
       R"(request_id: "i" parent: "cases/2026-000001" etag: "e" note { visibility: VISIBILITY_AUTHORITIES text: "t" })"},
      {{"note", "list", "2026-000001"}, "ListNotes", R"(parent: "cases/2026-000001" page_size: 50)"},
      {{"attachment", "list", "2026-000001", "--limit", "3"},
       "ListAttachments",
       R"(parent: "cases/2026-000001" page_size: 3)"},
      {{"follow-up", "add", "2026-000001", "--due", "2026-12-01", "--text", "t", "--assignee", "me"},
       "CreateFollowUp",
       R"(request_id: "i" parent: "cases/2026-000001" )"
       R"(follow_up { due_date: "2026-12-01" text: "t" assignee: "me" })"},
      {{"follow-up", "list", "--assignee", "me", "--due-by", "2026-12-01"},
       "ListFollowUps",
       R"(parent: "cases/-" page_size: 50 assignee: "me" due_by: "2026-12-01")"},
      {{"follow-up", "list", "2026-000001", "--completed"},
       "ListFollowUps",
       R"(parent: "cases/2026-000001" page_size: 50 show_completed: true)"},
      {{"follow-up", "done", "2026-000001/2", "--result", "r", "--etag", "e"},
       "CompleteFollowUp",
       R"(request_id: "i" name: "cases/2026-000001/followUps/2" etag: "e" result: "r")"},
      {{"case", "hand-over", "2026-000001", "--to", "mem_1", "--reason", "r", "--channel", "email", "--message", "m"},
       "HandOverCase",
       R"(request_id: "i" name: "cases/2026-000001" contact_person: "mem_1" reason: "r" channel: CHANNEL_EMAIL message: "m")"},
      {{"token", "revoke", "tok_1"}, "RevokeToken", R"(id: "tok_1")"},
      {{"version"}, "GetRevision", ""},
  };
  for (const auto& test : cases) {
    std::vector<std::string> arguments = test.arguments;
    arguments.insert(arguments.end(), {"--request-id", "i"});
    const CommandResult result = harness_.Run(arguments);
    EXPECT_EQ(result.exit_code, 0) << test.method << ": " << result.err;
    ASSERT_FALSE(harness_.calls().empty()) << test.method;
    EXPECT_EQ(harness_.calls().back().method, test.method);
    EXPECT_EQ(harness_.calls().back().request, test.request);
  }
}

TEST_F(CliTest, RefusalShowsCodeReasonAndEachField) {
  FieldViolations violations;
  violations.Add("enquiry.company.cvr_number", "'12345678' has a wrong check digit");
  violations.Add("enquiry.text", "is empty");
  harness_.On("RegisterEnquiry", Refuse(violations.ToStatus()));
  const std::vector<std::string> arguments = {"enquiry", "register", "--channel", "web", "--text", ""};
  const CommandResult result = harness_.Run(arguments);
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.err,
            "indgang: refused: enquiry.company.cvr_number: '12345678' has a wrong check digit; enquiry.text: is empty "
            "(INVALID_ARGUMENT, FIELD_INVALID)\n"
            "  enquiry.company.cvr_number: '12345678' has a wrong check digit\n"
            "  enquiry.text: is empty\n");
  EXPECT_EQ(harness_.Run({"--output", "json", "enquiry", "register", "--channel", "web", "--text", ""}).err, R"({
  "code": "INVALID_ARGUMENT",
  "reason": "FIELD_INVALID",
  "message": "enquiry.company.cvr_number: '12345678' has a wrong check digit; enquiry.text: is empty",
  "violations": [
    {
      "field": "enquiry.company.cvr_number",
      "description": "'12345678' has a wrong check digit"
    },
    {
      "field": "enquiry.text",
      "description": "is empty"
    }
  ]
}
)");
}

TEST_F(CliTest, ExitCodesTellFailuresApart) {
  const struct {
    absl::StatusCode code;
    int exit_code;
  } cases[] = {
      {absl::StatusCode::kResourceExhausted, 1}, {absl::StatusCode::kInvalidArgument, 1},
      {absl::StatusCode::kNotFound, 1},          {absl::StatusCode::kFailedPrecondition, 1},
      {absl::StatusCode::kUnauthenticated, 4},   {absl::StatusCode::kPermissionDenied, 4},
      {absl::StatusCode::kAborted, 5},           {absl::StatusCode::kInternal, 6},
      {absl::StatusCode::kDataLoss, 6},
  };
  for (const auto& test : cases) {
    harness_.On("GetCase", Refuse(MakeError(test.code, "SOME_REASON", "no")));
    const CommandResult result = harness_.Run({"case", "show", "2026-000001"});
    EXPECT_EQ(result.exit_code, test.exit_code) << result.err;
    EXPECT_THAT(result.err, HasSubstr(absl::StrCat("(", absl::StatusCodeToString(test.code), ", SOME_REASON)")));
  }
}

TEST_F(CliTest, UnavailableIsRepeatedWithTheSameRequestId) {
  int attempts = 0;
  harness_.On("CloseCase", [&attempts](const Message&, Message*) {
    if (++attempts <= 2) return MakeError(absl::StatusCode::kUnavailable, "SHUTTING_DOWN", "back soon");
    return absl::OkStatus();
  });
  const CommandResult result = harness_.Run({"case", "close", "2026-000001", "--outcome", "answered"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  ASSERT_EQ(harness_.calls().size(), 3u);
  EXPECT_THAT(harness_.calls()[0].request, HasSubstr("request_id: \"cli-"));
  EXPECT_EQ(harness_.calls()[1].request, harness_.calls()[0].request);
  EXPECT_EQ(harness_.calls()[2].request, harness_.calls()[0].request);
  EXPECT_THAT(result.pauses, ElementsAre(absl::Milliseconds(100), absl::Milliseconds(200)));
}

TEST_F(CliTest, OverloadWaitsAsLongAsTheServiceAsks) {
  int attempts = 0;
  harness_.On("CloseCase", [&attempts](const Message&, Message*) {
    if (++attempts > 1) return absl::OkStatus();
    absl::Status status = MakeError(absl::StatusCode::kResourceExhausted, "OVERLOADED", "too many writes wait");
    google::rpc::RetryInfo info;
    info.mutable_retry_delay()->set_seconds(3);
    status.SetPayload("type.googleapis.com/google.rpc.RetryInfo", absl::Cord(info.SerializeAsString()));
    return status;
  });
  const CommandResult result = harness_.Run({"case", "close", "2026-000001", "--outcome", "answered"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.pauses, ElementsAre(absl::Seconds(3)));
}

TEST_F(CliTest, NobodyThereIsSaidWithARequestIdToRepeatBy) {
  const CommandResult result = harness_.RunBare({"--server", "127.0.0.1:1", "--timeout", "1", "--request-id", "mine",
                                                 "case", "close", "2026-000001", "--outcome", "answered"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.err, HasSubstr("indgang: unreachable: no service at 127.0.0.1:1"));
  EXPECT_THAT(result.err, HasSubstr("repeat with --request-id mine"));
}

TEST_F(CliTest, CreatingATokenIsTriedOnce) {
  harness_.On("CreateToken", Refuse(MakeError(absl::StatusCode::kUnavailable, "SHUTTING_DOWN", "back soon")));
  const CommandResult result = harness_.Run({"token", "create", "--name", "M", "--role", "leader"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_EQ(harness_.calls().size(), 1u);
}

TEST_F(CliTest, SecretFileIsPrivateAndTheSecretIsNotShown) {
  harness_.On("CreateToken", Answer("token { id: 'tok_1' display_name: 'Mette' } secret: 'indgang_secret'"));
  const std::string path = harness_.folder() + "/mette.token";
  const CommandResult result = harness_.Run({"token", "create", "--name", "Mette", "--role", "task-force-member",
                                             "--authority", "building", "--secret-file", path});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, "Token  tok_1\nName   Mette\n");
  std::ifstream file(path);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), "indgang_secret\n");
  struct stat info;
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777u, 0600u);
  EXPECT_EQ(harness_.calls()[0].request,
            R"(token { display_name: "Mette" role: ROLE_TASK_FORCE_MEMBER authority: "building" })");

  const CommandResult again =
      harness_.Run({"token", "create", "--name", "M", "--role", "leader", "--secret-file", path});
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_EQ(again.err, "indgang: usage: --secret-file " + path + " exists already\n");
  EXPECT_EQ(harness_.calls().size(), 1u);
}

TEST_F(CliTest, RefusedTokenLeavesNoSecretFile) {
  harness_.On("CreateToken", Refuse(MakeError(absl::StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED", "admins only")));
  const std::string path = harness_.folder() + "/m.token";
  EXPECT_EQ(harness_.Run({"token", "create", "--name", "M", "--role", "leader", "--secret-file", path}).exit_code, 4);
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(CliTest, HealthNeedsNoToken) {
  const CommandResult result = harness_.Run({"health"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, harness_.server() + " is serving\n");
  EXPECT_EQ(harness_.Run({"health", "--output", "json"}).out, "{\n  \"status\": \"SERVING\"\n}\n");
}

TEST_F(CliTest, MissingTokenIsAdvisedOn) {
  harness_.On("WhoAmI", Refuse(MakeError(absl::StatusCode::kUnauthenticated, "TOKEN_MISSING", "no token")));
  EXPECT_EQ(harness_.Run({"token", "whoami"}).err,
            "indgang: not authorised: no token; name a token with --token-file or INDGANG_TOKEN_FILE "
            "(UNAUTHENTICATED, TOKEN_MISSING)\n");
}

TEST_F(CliTest, LastOfARepeatedOptionCounts) {
  EXPECT_EQ(harness_.Run({"suggest", "x", "--lang", "da", "--output", "table", "--output", "json"}).out, "[]\n");
  EXPECT_EQ(harness_.calls()[0].request, R"(text: "x" language: "da" max_results: 5)");
}

TEST_F(CliTest, WrongCommandLinesSendNothing) {
  const std::vector<std::vector<std::string>> wrong = {
      {},
      {"nonsense"},
      {"case"},
      {"case", "show"},
      {"case", "close", "2026-000001"},
      {"case", "close", "2026-000001", "--outcome", "won"},
      {"case", "interact", "2026-000001", "shout", "--text", "x"},
      {"case", "triage", "2026-000001", "--complexity", "medium"},
      {"case", "list", "--limit", "-1"},
      {"enquiry", "register", "--channel", "web", "--text", "x", "--service", "s"},
      {"enquiry", "register", "--channel", "web", "--text", "x", "--feedback", "no-guide"},
      {"case", "close", "2026-000001", "--outcome", "answered", "--feedback", "bad"},
      {"case", "reopen", "2026-000001"},
      {"enquiry", "register", "--channel", "fax", "--text", "x"},
      {"suggest", "--limit", "21", "x"},
      {"suggest", "--output", "xml", "x"},
      {"token", "create", "--name", "M", "--role", "boss"},
  };
  for (const auto& arguments : wrong) {
    const CommandResult result = harness_.Run(arguments);
    EXPECT_EQ(result.exit_code, 2) << testing::PrintToString(arguments);
    EXPECT_THAT(result.err, HasSubstr("indgang: usage: ")) << testing::PrintToString(arguments);
    EXPECT_EQ(result.out, "");
  }
  EXPECT_EQ(harness_.Run({"suggest", "-"}, "\xFF").exit_code, 2);
  EXPECT_TRUE(harness_.calls().empty());
}

TEST_F(CliTest, HelpIsNotAFailure) {
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"--help"}, {"case", "--help"}, {"token", "create", "--help"}, {"--version"}}) {
    const CommandResult result = harness_.RunBare(arguments);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_FALSE(result.out.empty());
  }
}

}  // namespace
}  // namespace indgang::client
