#include "sitegen/edit/lists.h"

#include "base/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/sitegen/edit/opened_content.h"
#include "tests/sitegen/read/content_folder.h"

namespace indgang::sitegen::edit {
namespace {

constexpr char kPermit[] = "services/permit/facts.yaml";
const absl::CivilDay kToday(2026, 11, 21);

class ListsTest : public ::testing::Test {
 protected:
  std::string List(ListKind kind, int days = 30) const {
    return FormatTable(MakeList(OpenedContent(folder_.path()).draft, kind, kToday, days));
  }

  read::ContentFolder folder_;
};

TEST_F(ListsTest, NothingIsLateAtFirst) {
  EXPECT_EQ(List(ListKind::kExpired), "");
  EXPECT_EQ(List(ListKind::kReview), "");
}

TEST_F(ListsTest, ExpiredMeansThatTheDayHasPassed) {
  folder_.Replace(kPermit, "review_by: 2027-05-01", "review_by: 2026-11-20");
  folder_.Replace(kPermit, "valid_to: 2027-12-31", "valid_to: 2026-11-19");
  folder_.Replace("services/registration/facts.yaml", "review_by: 2027-05-01", "review_by: 2026-11-21");
  EXPECT_EQ(List(ListKind::kExpired),
            "DATE        WHAT       ITEM            TITLE      OWNER\n"
            "2026-11-19  valid_to   service:permit  Bevilling  office\n"
            "2026-11-20  review_by  service:permit  Bevilling  office\n");
}

TEST_F(ListsTest, ReviewLooksSomeDaysAhead) {
  folder_.Replace(kPermit, "review_by: 2027-05-01", "review_by: 2026-12-21");
  folder_.Replace("services/registration/facts.yaml", "review_by: 2027-05-01", "review_by: 2026-12-22");
  EXPECT_EQ(List(ListKind::kReview),
            "DATE        WHAT       ITEM            TITLE      OWNER\n"
            "2026-12-21  review_by  service:permit  Bevilling  office\n");
  EXPECT_EQ(List(ListKind::kReview, 31),
            "DATE        WHAT       ITEM                  TITLE         OWNER\n"
            "2026-12-21  review_by  service:permit        Bevilling     office\n"
            "2026-12-22  review_by  service:registration  Registrering  office\n");
}

TEST_F(ListsTest, TheLastDayOfARepealedServiceIsNoNews) {
  folder_.Replace(kPermit, "valid_to: 2027-12-31", "valid_to: 2026-11-19\nstatus: repealed");
  EXPECT_EQ(List(ListKind::kExpired), "");
}

TEST_F(ListsTest, UntranslatedTellsHow) {
  folder_.Write("services/registration/en.md", "---\ntitle: A\nsummary: B\ndraft: true\n---\n");
  folder_.Write("pages/about/en.md", "---\ntitle: A\nsummary: B\ntranslated_from: \"000000000000\"\n---\n");
  EXPECT_EQ(List(ListKind::kUntranslated),
            "ITEM                  ENGLISH   TITLE                       OWNER\n"
            "authority:office      missing   Erhvervskontoret            office\n"
            "authority:police      missing   Politiet                    office\n"
            "service:old-permit    missing   Næringsbrev                 office\n"
            "service:registration  draft     Registrering                office\n"
            "package:shop          missing   Butik                       office\n"
            "faq:old-rules         missing   Skal jeg have næringsbrev?  office\n"
            "page:about            outdated  Om siden                    office\n");
}

TEST_F(ListsTest, UnusedIsWhatNothingNames) {
  EXPECT_EQ(List(ListKind::kUnused),
            "ITEM           TITLE                       OWNER\n"
            "faq:old-rules  Skal jeg have næringsbrev?  office\n"
            "page:about     Om siden                    office\n");
}

TEST_F(ListsTest, DraftsShowWhenTheyApply) {
  folder_.Replace(kPermit, "annual_volume: 70", "annual_volume: 70\ndraft: true");
  folder_.Write("pages/about/en.md", "---\ntitle: A\nsummary: B\ndraft: true\n---\n");
  EXPECT_EQ(List(ListKind::kDrafts),
            "ITEM            LANGUAGE  TITLE      OWNER   VALID FROM  VALID TO\n"
            "service:permit  all       Bevilling  office  2025-01-01  2027-12-31\n"
            "page:about      en        Om siden   office\n");
}

TEST_F(ListsTest, OwnersAreCounted) {
  folder_.Replace(kPermit, "owner: office", "owner: police");
  folder_.Replace(kPermit, "review_by: 2027-05-01", "review_by: 2026-11-01");
  EXPECT_EQ(List(ListKind::kOwners),
            "OWNER   TITLE             SERVICES  PACKAGES  AUTHORITIES  FAQ  PAGES  LATE  NEXT REVIEW\n"
            "office  Erhvervskontoret  2         1         2            1    1      0     2027-05-01\n"
            "police  Politiet          1         0         0            0    0      1     2026-11-01\n");
}

TEST_F(ListsTest, UsesNameFileAndLine) {
  const OpenedContent content(folder_.path());
  const absl::StatusOr<Table> uses = ListUses(content.draft, "service:permit");
  ASSERT_TRUE(uses.ok()) << uses.status();
  EXPECT_EQ(FormatTable(*uses),
            "USED BY       TITLE  PLACE\n"
            "package:shop  Butik  packages/shop/facts.yaml:6\n");
  const absl::StatusOr<Table> package = ListUses(content.draft, "package:shop");
  ASSERT_TRUE(package.ok()) << package.status();
  EXPECT_EQ(FormatCsv(*package),
            "used_by,title,place\r\nindustries.yaml,,industries.yaml:1\r\nindustries.yaml,,industries.yaml:2\r\n"
            "service:permit,Bevilling,services/permit/en.md:7\r\n");
}

TEST_F(ListsTest, UsesOfNothingSayWhatWasMeant) {
  const OpenedContent content(folder_.path());
  const absl::Status missing = ListUses(content.draft, "service:permitt").status();
  EXPECT_EQ(missing.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(GetReason(missing), "ITEM_NOT_FOUND");
  EXPECT_EQ(missing.message(), "there is no service \"permitt\"; did you mean \"permit\"?");
  for (const std::string wrong : {"permit", "servise:permit", ":permit", "", "site:"}) {
    EXPECT_EQ(GetReason(ListUses(content.draft, wrong).status()), "ITEM_MALFORMED") << wrong;
  }
}

TEST(TableTest, CellsAreHarmless) {
  const Table table{.columns = {"a_b", "c"}, .rows = {{"=1+1", "x,\"y\"\n"}, {"-", "\x1b[31mred"}}};
  EXPECT_EQ(FormatCsv(table), "a_b,c\r\n'=1+1,\"x,\"\"y\"\"\n\"\r\n'-,\x1b[31mred\r\n");
  EXPECT_EQ(FormatTable(table), "A B   C\n=1+1  x,\"y\"\n-      [31mred\n");
  EXPECT_EQ(FormatJson({.columns = {"a"}, .rows = {{"æ"}}}), "[\n  {\n    \"a\": \"æ\"\n  }\n]\n");
  EXPECT_EQ(FormatJson({.columns = {"a"}, .rows = {}}), "[]\n");
}

TEST(CalendarTest, EventsLastADayAndLinesAreFolded) {
  const Table table{.columns = {"date", "what", "item", "title", "owner"},
                    .rows = {{"2026-12-31", "review_by", "service:permit",
                              "Åbn, luk; og flyt en meget stor café med udeservering på et torv i byen", "office"}}};
  EXPECT_EQ(FormatCalendar(table, kToday),
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Indgang//sitegen//EN\r\n"
            "BEGIN:VEVENT\r\nUID:service-permit-review_by@indgang\r\nDTSTAMP:20261121T000000Z\r\n"
            "DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n"
            "SUMMARY:Læs igennem: Åbn\\, luk\\; og flyt en meget stor café med udeserve\r\n ring på et torv i byen\r\n"
            "DESCRIPTION:service:permit\\, office\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
}

}  // namespace
}  // namespace indgang::sitegen::edit
