#include "client/cli.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "google/protobuf/text_format.h"
#include "tests/client/cli_harness.h"

namespace indgang::client {
namespace {

using google::protobuf::Message;
using testing::ElementsAre;
using testing::HasSubstr;

// Answers with a message in protobuf's text form.
CliHarness::Handler Answer(const std::string& text) {
  return [text](const Message&, Message* response) {
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, response)) << text;
    return absl::OkStatus();
  };
}

CliHarness::Handler Refuse(absl::Status status) {
  return [status = std::move(status)](const Message&, Message*) { return status; };
}

constexpr char kSuggestions[] = R"(
  suggestions { service: 'location-check' title: 'Where may my company lie?' authority: 'building' score: 0.75
                why: 'where, lie: title' }
  suggestions { service: 'noise-and-odour' title: 'Noise' authority: 'industrial-environment' score: 0.5 why: 'workshop' }
  complexity: COMPLEXITY_MEDIUM package: 'car-repair-shop')";

constexpr char kCase[] = R"(
  case { name: 'cases/2026-000001' case_number: '2026-000001' etag: 'e1' state: STATE_REGISTERED
    enquiry { channel: CHANNEL_PHONE company { cvr_number: '10150817' display_name: 'Fjordby Auto' }
              contact { display_name: 'Lis Berg' phone: '12345678' } text: 'Where may a car repair shop lie?' }
    contact_person { display_name: 'Mette Holm' phone: '+45 11 22 33 44' }
    suggestions { service: 'location-check' title: 'Location' authority: 'building' score: 0.75 why: 'lie' }
    goals { reply_due_time { seconds: 1795510800 } answer_due_time { seconds: 1796029200 } }
    create_time { seconds: 1795424400 } })";

class CliTest : public testing::Test {
 protected:
  CliHarness harness_;
};

TEST_F(CliTest, SuggestPrintsAnArrayBestFirst) {
  harness_.On("SuggestRouting", Answer(kSuggestions));
  const CommandResult result = harness_.Run({"suggest", "--output", "json", "where may a car repair shop lie?"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, R"([
  {
    "service": "location-check",
    "title": "Where may my company lie?",
    "authority": "building",
    "score": 0.75,
    "why": "where, lie: title"
  },
  {
    "service": "noise-and-odour",
    "title": "Noise",
    "authority": "industrial-environment",
    "score": 0.5,
    "why": "workshop"
  }
]
)");
  ASSERT_EQ(harness_.calls().size(), 1u);
  EXPECT_EQ(harness_.calls()[0].request, R"(text: "where may a car repair shop lie?" language: "en" max_results: 5)");
}

TEST_F(CliTest, SuggestShowsATableForPeople) {
  harness_.On("SuggestRouting", Answer(kSuggestions));
  EXPECT_EQ(harness_.Run({"suggest", "-"}, "where may a car repair shop lie?\n").out,
            "AUTHORITY               SERVICE          TITLE                      SCORE  WHY\n"
            "building                location-check   Where may my company lie?  0.75   where, lie: title\n"
            "industrial-environment  noise-and-odour  Noise                      0.50   workshop\n"
            "\n"
            "Looks    medium\n"
            "Package  car-repair-shop\n");
  EXPECT_THAT(harness_.calls()[0].request, HasSubstr(R"(text: "where may a car repair shop lie?")"));
}

TEST_F(CliTest, RegisterSendsEveryFieldAndShowsTheReceipt) {
  harness_.On("RegisterEnquiry", Answer(kCase));
  const CommandResult result = harness_.Run({"enquiry",      "register",
                                             "--channel",    "phone",
                                             "--cvr",        "10150817",
                                             "--company",    "Fjordby Auto",
                                             "--contact",    "Lis Berg",
                                             "--phone",      "12345678",
                                             "--email",      "lis@example.dk",
                                             "--answer-in",  "en",
                                             "--text",       "Where may a car repair shop lie?",
                                             "--request-id", "r1"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(harness_.calls()[0].request,
            R"(request_id: "r1" enquiry { channel: CHANNEL_PHONE company { cvr_number: "10150817" )"
            R"(display_name: "Fjordby Auto" } contact { display_name: "Lis Berg" phone: "12345678" )"
            R"(email: "lis@example.dk" } text: "Where may a car repair shop lie?" language: "en" })");
  EXPECT_EQ(result.out,
            "Case            2026-000001\n"
            "Contact person  Mette Holm, +45 11 22 33 44\n"
            "Reply due       Tue 24 Nov 2026 10:00\n"
            "Answer due      Mon 30 Nov 2026 10:00\n"
            "\n"
            "It seems to belong to\n"
            "AUTHORITY  SERVICE         TITLE     SCORE  WHY\n"
            "building   location-check  Location  0.75   lie\n");
}

TEST_F(CliTest, TheReceiptOfAnApplicationTellsWhereItWent) {
  const std::vector<std::string> apply = {"enquiry",     "register",     "--channel", "web",         "--phone",
                                          "1",           "--text",       "t",         "--apply-for", "outdoor-serving",
                                          "--apply-for", "change-of-use"};
  const std::string head =
      "Case            2026-000001\n"
      "Contact person  Mette Holm, +45 11 22 33 44\n"
      "Reply due       Tue 24 Nov 2026 10:00\n"
      "Answer due      Mon 30 Nov 2026 10:00\n";
  const std::string nobody = "Nobody is there today to decide on change-of-use; send it on when they are.\n";
  const std::string sent = R"(
    applications_sent { service: 'outdoor-serving' authority: 'city-life' referral: 'cases/2026-000001/referrals/1'
                        due_time { seconds: 1796029200 } })";
  harness_.On("RegisterEnquiry", Answer(absl::StrCat(kCase, sent, "services_not_sent: 'change-of-use'")));
  EXPECT_EQ(harness_.Run(apply).out, head +
                                         "\n"
                                         "The application was sent to\n"
                                         "SERVICE          AUTHORITY  DUE                    REFERRAL\n"
                                         "outdoor-serving  city-life  Mon 30 Nov 2026 10:00  2026-000001/1\n" +
                                         nobody);
  EXPECT_THAT(harness_.calls()[0].request,
              HasSubstr(R"(application { services: "outdoor-serving" services: "change-of-use" })"));
  harness_.On("RegisterEnquiry", Answer(absl::StrCat(kCase, "services_not_sent: 'change-of-use'")));
  EXPECT_EQ(harness_.Run(apply).out, head + nobody) << "no table without rows, and no suggestions";
}

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

TEST_F(CliTest, AnAttachmentsNameSizeAndHashComeFromTheFile) {
  harness_.On("AddAttachment", Answer(R"(attachment { file_name: 'plan.pdf' media_type: 'application/pdf' size: 3
      uri: 'urn:esdh:4711' visibility: VISIBILITY_STAFF actor { display_name: 'Mette' } })"));
  const std::string path = harness_.WriteFile("folder/plan.pdf", "abc");
  const std::vector<std::string> arguments = {
      "attachment",    "add",          "2026-000001",     path,           "--uri",
      "urn:esdh:4711", "--media-type", "application/pdf", "--request-id", "i"};
  const CommandResult result = harness_.Run(arguments);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out,
            "WHEN  BY     FOR    FILE      TYPE             BYTES  WHERE\n"
            "      Mette  staff  plan.pdf  application/pdf  3      urn:esdh:4711\n");
  EXPECT_EQ(harness_.calls()[0].request,
            R"(request_id: "i" parent: "cases/2026-000001" attachment { file_name: "plan.pdf" )"
            R"(media_type: "application/pdf" size: 3 )"
            R"(sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" uri: "urn:esdh:4711" )"
            R"(visibility: VISIBILITY_STAFF })");
  EXPECT_EQ(
      harness_.Run({"attachment", "add", "2026-000001", path + "x", "--uri", "u", "--media-type", "a/b"}).exit_code, 2);
  EXPECT_EQ(harness_.calls().size(), 1u);
}

TEST_F(CliTest, NotesAndFollowUpsAreTables) {
  harness_.On("ListNotes", Answer(R"(notes { text: 'The landlord agrees' visibility: VISIBILITY_AUTHORITIES
      actor { display_name: 'Bo' authority: 'building' } create_time { seconds: 1795425000 } })"));
  EXPECT_EQ(harness_.Run({"note", "list", "2026-000001"}).out,
            "WHEN                   BY             FOR          TEXT\n"
            "Mon 23 Nov 2026 10:10  Bo (building)  authorities  The landlord agrees\n");
  harness_.On("ListFollowUps", Answer(R"(
      follow_ups { name: 'cases/2026-000001/followUps/1' due_date: '2026-12-01' text: 'Ring' }
      follow_ups { name: 'cases/2026-000001/followUps/2' due_date: '2026-12-02' text: 'Mail' assignee: 'mem_1'
                   result: 'Sent' complete_time { seconds: 1795425000 } })"));
  EXPECT_EQ(harness_.Run({"follow-up", "list", "2026-000001", "--completed"}).out,
            "FOLLOW-UP      DUE         WHO             WHAT  DONE                   RESULT\n"
            "2026-000001/1  2026-12-01  contact person  Ring\n"
            "2026-000001/2  2026-12-02  mem_1           Mail  Mon 23 Nov 2026 10:10  Sent\n");
}

TEST_F(CliTest, WatchingGoesOnFromTheLastTokenAfterALostConnection) {
  int sent = 0;
  harness_.On("WatchCases", [&](const Message&, Message* response) {
    auto& watched = dynamic_cast<cases::v1::WatchCasesResponse&>(*response);
    watched.set_resume_token(absl::StrCat("token", ++sent));
    if (sent % 2 == 1) return absl::OkStatus();
    watched.mutable_event()->set_name(absl::StrCat("cases/2026-000001/events/", sent));
    watched.mutable_event()->mutable_closed()->set_note("first\nsecond");
    return absl::OkStatus();
  });
  const CommandResult result = harness_.Run({"watch", "cases", "2026-000001", "--mine", "--limit", "2"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  ASSERT_EQ(harness_.calls().size(), 4u);
  EXPECT_EQ(harness_.calls()[0].request, R"(name: "cases/2026-000001" contact_person: "me")");
  EXPECT_EQ(harness_.calls()[3].request, R"(resume_token: "token3" name: "cases/2026-000001" contact_person: "me")");
  EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 2) << result.out;
  EXPECT_THAT(result.out, HasSubstr("2026-000001/events/2"));
  EXPECT_THAT(result.out, HasSubstr("first second"));
}

TEST_F(CliTest, WatchingEndsWithAnErrorThatDoesNotPass) {
  harness_.On("WatchReferrals", [](const Message&, Message*) {
    return MakeError(absl::StatusCode::kInvalidArgument, "RESUME_TOKEN_INVALID", "no");
  });
  const CommandResult result = harness_.Run({"watch", "referrals", "--authority", "building", "--resume-token", "x"});
  EXPECT_EQ(result.exit_code, 1);
  ASSERT_EQ(harness_.calls().size(), 1u);
  EXPECT_EQ(harness_.calls()[0].request, R"(resume_token: "x" authority: "building")");
}

TEST_F(CliTest, CountsAreATable) {
  harness_.On("CountCases", [](const Message&, Message* response) {
    auto& counts = dynamic_cast<cases::v1::CountCasesResponse&>(*response);
    cases::v1::CaseCount& first = *counts.add_counts();
    first.add_values("PHONE");
    first.set_count(12);
    cases::v1::CaseCount& second = *counts.add_counts();
    second.add_values("");
    second.set_count(3);
    return absl::OkStatus();
  });
  const CommandResult result = harness_.Run({"case", "count", "--by", "channel"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, "CHANNEL  CASES\nPHONE    12\n–        3\n");
}

TEST_F(CliTest, ListsReadAsManyPagesAsTheLimitAsksFor) {
  harness_.On("ListCases", [](const Message& request, Message* response) {
    const auto& list = dynamic_cast<const cases::v1::ListCasesRequest&>(request);
    const int page = list.page_token().empty() ? 0 : std::stoi(list.page_token());
    for (int i = 0; i < std::min(list.page_size(), 2); ++i) {
      dynamic_cast<cases::v1::ListCasesResponse*>(response)->add_cases()->set_case_number(absl::StrCat(page, i));
    }
    if (page < 2) dynamic_cast<cases::v1::ListCasesResponse*>(response)->set_next_page_token(absl::StrCat(page + 1));
    return absl::OkStatus();
  });
  const auto numbers = [&](const std::string& limit) {
    std::vector<std::string> found;
    std::istringstream lines(harness_.Run({"case", "list", "--limit", limit}).out);
    std::string line;
    while (std::getline(lines, line)) found.push_back(line.substr(0, 2));
    return found;
  };
  EXPECT_THAT(numbers("0"), ElementsAre("CA", "00", "01", "10", "11", "20", "21"));
  EXPECT_THAT(numbers("3"), ElementsAre("CA", "00", "01", "10"));
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

TEST_F(CliTest, LateIsMarkedAndForeignTextCannotSteerTheTerminal) {
  harness_.On("ListCases", Answer(R"(cases { case_number: '2026-000001' state: STATE_REGISTERED
      enquiry { company { display_name: 'A\033[31mB' } text: 'First line\nsecond' }
      goals { reply_due_time { seconds: 1795420000 } answer_due_time { seconds: 1796029200 } } })"));
  EXPECT_EQ(
      harness_.Run({"case", "list"}).out,
      "CASE         STATE       COMPANY  REPLY DUE                    ANSWER DUE             CONTACT PERSON  ENQUIRY\n"
      "2026-000001  registered  A [31mB  Mon 23 Nov 2026 08:46, LATE  Mon 30 Nov 2026 10:00                  First "
      "line\n");
}

TEST_F(CliTest, CaseShowTellsTheWholeStory) {
  harness_.On("GetCase", Answer(kCase));
  harness_.On("ListReferrals", Answer(R"(referrals { name: 'cases/2026-000001/referrals/1' authority: 'building'
      kind: KIND_QUESTION state: STATE_DECLINED question: 'Involved?' decline_reason: 'No building work' })"));
  harness_.On("ListInteractions", Answer(R"(interactions { direction: DIRECTION_OUTBOUND kind: KIND_MESSAGE
      channel: CHANNEL_PHONE text: 'We are on it' actor { display_name: 'Mette Holm' }
      create_time { seconds: 1795425000 } })"));
  EXPECT_EQ(harness_.Run({"case", "show", "2026-000001"}).out, R"(Case            2026-000001
State           registered
Company         Fjordby Auto, CVR 10150817
Call back       Lis Berg, 12345678
Contact person  Mette Holm, +45 11 22 33 44
Registered      Mon 23 Nov 2026 10:00, phone
Reply due       Tue 24 Nov 2026 10:00
Answer due      Mon 30 Nov 2026 10:00
Etag            e1

ENQUIRY
Where may a car repair shop lie?

SUGGESTIONS
AUTHORITY  SERVICE         TITLE     SCORE  WHY
building   location-check  Location  0.75   lie

REFERRALS
REFERRAL       AUTHORITY  KIND      STATE     DUE  QUESTION   RESULT
2026-000001/1  building   question  declined  –    Involved?  No building work

SAID
WHEN                   WHAT            BY          TEXT
Mon 23 Nov 2026 10:10  message, phone  Mette Holm  We are on it
)");
}

TEST_F(CliTest, CaseShowTellsHowTheClocksStand) {
  harness_.On("GetCase", Answer(R"(
  case { name: 'cases/2026-000001' case_number: '2026-000001' state: STATE_IN_PROGRESS complexity: COMPLEXITY_MEDIUM
    enquiry { company { display_name: 'Fjordby Auto' } text: 'Where?' } create_time { seconds: 1792832400 }
    escalation: ESCALATION_WARNED
    goals { reply_due_time { seconds: 1792918800 } first_reply_time { seconds: 1792836000 }
            answer_due_time { seconds: 1793440800 } promised_answer_due_time { seconds: 1793264400 }
            pauses { reason: REASON_COMPANY_INFORMATION note: 'drawings' pause_time { seconds: 1793012400 } }
            next_reply_due_time { seconds: 1795510800 } later_replies_missed: 1
            last_news_time { seconds: 1792836000 } silent_from_time { seconds: 1794045600 } } })"));
  const std::string out = harness_.Run({"case", "show", "2026-000001"}).out;
  EXPECT_THAT(out, HasSubstr("Answer due          Sat 31 Oct 2026 11:00\n"
                             "Paused              Mon 26 Oct 2026 12:00, company information, drawings\n"
                             "First promised      Thu 29 Oct 2026 10:00\n"
                             "Next reply due      Tue 24 Nov 2026 10:00\n"
                             "Later replies late  1\n"
                             "No news since       Sat 24 Oct 2026 12:00\n"
                             "Passed on           warned\n"));
}

TEST_F(CliTest, ATimeThatDoesNotExistIsNotSent) {
  for (const char* until : {"2026-12-04", "2026-03-29T02:30", "4/12 2026", "2026-13-01T10:00", "2026-12-04T12:00:00"}) {
    const CommandResult result =
        harness_.Run({"case", "extend", "2026-000001", "--until", until, "--reason", "r", "--message", "m"});
    EXPECT_EQ(result.exit_code, 2) << until;
    EXPECT_THAT(result.err, HasSubstr("must be a time that exists, like 2026-12-04T12:00")) << until;
    for (const char* option : {"--due", "--application-complete"}) {
      const CommandResult refused = harness_.Run(
          {"referral", "create", "2026-000001", "--authority", "building", "--question", "q", option, until});
      EXPECT_EQ(refused.exit_code, 2) << option << until;
    }
  }
  EXPECT_TRUE(harness_.calls().empty());
}

TEST_F(CliTest, EventsAreShownInOrderWithWhoAndWhat) {
  harness_.On("ListCaseEvents", Answer(R"(
      events { sequence: 1 actor { display_name: 'Mette' } registered { enquiry { text: 'Where?' } } }
      events { sequence: 2 actor { display_name: 'Mette' } referral_created { referral { authority: 'building' question: 'You?' } } }
      events { sequence: 3 actor { display_name: 'Bo' authority: 'building' }
               referral_declined { referral { authority: 'building' decline_reason: 'Not us' } } }
      events { sequence: 4 actor { display_name: 'Mette' }
               interaction_recorded { first_reply: true interaction { direction: DIRECTION_OUTBOUND kind: KIND_ANSWER text: 'There' } } }
      events { sequence: 5 })"));
  EXPECT_EQ(harness_.Run({"case", "events", "2026-000001"}).out,
            "#  WHEN  WHAT                               BY             DETAIL\n"
            "1        enquiry registered                 Mette          Where?\n"
            "2        referred                           Mette          building: You?\n"
            "3        referral declined                  Bo (building)  building: Not us\n"
            "4        answer, first reply                Mette          There\n"
            "5        something newer than this program\n");
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
