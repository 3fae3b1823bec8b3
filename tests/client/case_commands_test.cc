#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "tests/client/cli_harness.h"

namespace indgang::client {
namespace {

using google::protobuf::Message;
using testing::ElementsAre;
using testing::HasSubstr;

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

class CaseCommandsTest : public testing::Test {
 protected:
  CliHarness harness_;
};

TEST_F(CaseCommandsTest, SuggestPrintsAnArrayBestFirst) {
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

TEST_F(CaseCommandsTest, SuggestShowsATableForPeople) {
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

TEST_F(CaseCommandsTest, RegisterSendsEveryFieldAndShowsTheReceipt) {
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

TEST_F(CaseCommandsTest, TheReceiptOfAnApplicationTellsWhereItWent) {
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

TEST_F(CaseCommandsTest, AnAttachmentsNameSizeAndHashComeFromTheFile) {
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

TEST_F(CaseCommandsTest, NotesAndFollowUpsAreTables) {
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

TEST_F(CaseCommandsTest, WatchingGoesOnFromTheLastTokenAfterALostConnection) {
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

TEST_F(CaseCommandsTest, WatchingEndsWithAnErrorThatDoesNotPass) {
  harness_.On("WatchReferrals", [](const Message&, Message*) {
    return MakeError(absl::StatusCode::kInvalidArgument, "RESUME_TOKEN_INVALID", "no");
  });
  const CommandResult result = harness_.Run({"watch", "referrals", "--authority", "building", "--resume-token", "x"});
  EXPECT_EQ(result.exit_code, 1);
  ASSERT_EQ(harness_.calls().size(), 1u);
  EXPECT_EQ(harness_.calls()[0].request, R"(resume_token: "x" authority: "building")");
}

TEST_F(CaseCommandsTest, CountsAreATable) {
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

TEST_F(CaseCommandsTest, ListsReadAsManyPagesAsTheLimitAsksFor) {
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

TEST_F(CaseCommandsTest, LateIsMarkedAndForeignTextCannotSteerTheTerminal) {
  harness_.On("ListCases", Answer(R"(cases { case_number: '2026-000001' state: STATE_REGISTERED
      enquiry { company { display_name: 'A\033[31mB' } text: 'First line\nsecond' }
      goals { reply_due_time { seconds: 1795420000 } answer_due_time { seconds: 1796029200 } } })"));
  EXPECT_EQ(
      harness_.Run({"case", "list"}).out,
      "CASE         STATE       COMPANY  REPLY DUE                    ANSWER DUE             CONTACT PERSON  ENQUIRY\n"
      "2026-000001  registered  A [31mB  Mon 23 Nov 2026 08:46, LATE  Mon 30 Nov 2026 10:00                  First "
      "line\n");
}

TEST_F(CaseCommandsTest, CaseShowTellsTheWholeStory) {
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

TEST_F(CaseCommandsTest, CaseShowTellsHowTheClocksStand) {
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

TEST_F(CaseCommandsTest, ATimeThatDoesNotExistIsNotSent) {
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

TEST_F(CaseCommandsTest, EventsAreShownInOrderWithWhoAndWhat) {
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

}  // namespace
}  // namespace indgang::client
