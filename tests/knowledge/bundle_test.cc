#include "knowledge/bundle.h"

#include <unistd.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/hash.h"
#include "gmock/gmock.h"
#include "tests/support/error_matchers.h"
#include "tests/support/small_knowledge.h"

namespace indgang::knowledge {
namespace {

using ::indgang::testing::IsError;
using ::indgang::testing::IsOk;
using ::indgang::testing::SmallKnowledgeBase;
using ::testing::HasSubstr;

constexpr auto kFailed = absl::StatusCode::kFailedPrecondition;

class BundleFileTest : public ::testing::Test {
 protected:
  void TearDown() override { ::unlink(path_.c_str()); }
  void Write(const std::string& bytes) { ASSERT_THAT(WriteFileAtomically(path_, bytes), IsOk()); }

  const std::string path_ = ::testing::TempDir() + "bundle_test_" + std::to_string(::getpid()) + ".binpb";
};

TEST(BundleTest, FindsItemsById) {
  const auto bundle = Bundle::Create(SmallKnowledgeBase());
  ASSERT_THAT(bundle, IsOk());
  EXPECT_EQ((*bundle)->FindService("alcohol-licence")->authority(), "licensing-board");
  EXPECT_EQ((*bundle)->FindPackage("car-repair-shop")->id(), "car-repair-shop");
  EXPECT_EQ((*bundle)->FindAuthority("building")->id(), "building");
  EXPECT_EQ((*bundle)->FindArea("start-and-grow")->id(), "start-and-grow");
  EXPECT_EQ((*bundle)->FindService("building"), nullptr);
  EXPECT_EQ((*bundle)->FindPackage(""), nullptr);
  EXPECT_EQ((*bundle)->FindAuthority("nobody"), nullptr);
  EXPECT_EQ((*bundle)->FindArea("nowhere"), nullptr);
  EXPECT_EQ((*bundle)->FindQuestion("why"), nullptr);
}

TEST(BundleTest, GoalsThatAreLeftOutHaveDefaults) {
  v1::KnowledgeBase base = SmallKnowledgeBase();
  const auto defaults = Bundle::Create(base);
  ASSERT_THAT(defaults, IsOk());
  EXPECT_EQ((*defaults)->goals().reply_working_days(), 1);
  EXPECT_EQ((*defaults)->goals().warn_open_hours(), 4);
  EXPECT_EQ((*defaults)->goals().escalate_working_days(), 1);
  EXPECT_EQ((*defaults)->goals().silent_working_days(), 10);
  EXPECT_EQ((*defaults)->goals().reopen_days(), 30);
  v1::ServiceGoals& goals = *base.mutable_site()->mutable_goals();
  goals.set_warn_open_hours(2);
  goals.set_escalate_working_days(3);
  goals.set_silent_working_days(5);
  goals.set_reopen_days(60);
  const auto given = Bundle::Create(base);
  ASSERT_THAT(given, IsOk());
  EXPECT_EQ((*given)->goals().SerializeAsString(), goals.SerializeAsString());
}

TEST(BundleTest, RefusesAnotherFormat) {
  for (const int format : {0, 2}) {
    v1::KnowledgeBase base = SmallKnowledgeBase();
    base.set_format_version(format);
    const auto bundle = Bundle::Create(base);
    EXPECT_THAT(bundle, IsError(kFailed, "BUNDLE_TOO_NEW"));
    EXPECT_EQ(GetErrorInfo(bundle.status())->metadata().at("format"), std::to_string(format));
    EXPECT_EQ(GetErrorInfo(bundle.status())->metadata().at("supported"), "1");
  }
}

TEST(BundleTest, RefusesWhatDoesNotHold) {
  struct Case {
    std::string item;
    std::string message;
    std::function<void(v1::KnowledgeBase&)> spoil;
  };
  const auto service = [](v1::KnowledgeBase& base) -> v1::Service& { return *base.mutable_services(0); };
  const auto package = [](v1::KnowledgeBase& base) -> v1::Package& { return *base.mutable_packages(0); };
  const std::vector<Case> cases = {
      {"service", "has no id", [&](auto& b) { b.add_services(); }},
      {"service alcohol-licence", "stands twice", [&](auto& b) { *b.add_services() = b.services(0); }},
      {"area start-and-grow", "stands twice", [&](auto& b) { *b.add_areas() = b.areas(0); }},
      {"authority building", "stands twice", [&](auto& b) { *b.add_authorities() = b.authorities(0); }},
      {"package car-repair-shop", "stands twice", [&](auto& b) { *b.add_packages() = b.packages(0); }},
      {"site front desk", "authority \"nobody\"",
       [&](auto& b) { b.mutable_site()->mutable_front_desk()->set_authority("nobody"); }},
      {"service alcohol-licence", "area \"nowhere\"", [&](auto& b) { service(b).set_area("nowhere"); }},
      {"service alcohol-licence", "authority \"\"", [&](auto& b) { service(b).clear_authority(); }},
      {"service alcohol-licence", "authority \"police\"", [&](auto& b) { service(b).add_also_involves("police"); }},
      {"service alcohol-licence", "owner \"police\"", [&](auto& b) { service(b).set_owner("police"); }},
      {"service alcohol-licence", "replaced_by \"new\"", [&](auto& b) { service(b).set_replaced_by("new"); }},
      {"service alcohol-licence", "service \"cvr\"", [&](auto& b) { service(b).add_prerequisites("cvr"); }},
      {"service alcohol-licence", "requires itself", [&](auto& b) { service(b).add_prerequisites("alcohol-licence"); }},
      {"service location-check", "question \"open\"",
       [&](auto& b) { b.mutable_services(1)->mutable_needed_if()->set_question("open"); }},
      {"service alcohol-licence", "empty condition", [&](auto& b) { service(b).mutable_needed_if()->mutable_not_(); }},
      {"service alcohol-licence", "condition without parts",
       [&](auto& b) { service(b).mutable_needed_if()->mutable_any(); }},
      {"service alcohol-licence", "processing goal is 3 to 2",
       [&](auto& b) {
         v1::Period& goal = *service(b).mutable_processing()->mutable_goal();
         goal.set_unit(v1::Period::UNIT_DAYS);
         goal.set_min(3);
         goal.set_max(2);
       }},
      {"service alcohol-licence", "statutory processing is 0 to 4000",
       [&](auto& b) {
         v1::Period& limit = *service(b).mutable_processing()->mutable_statutory();
         limit.set_unit(v1::Period::UNIT_DAYS);
         limit.set_max(4000);
       }},
      {"service alcohol-licence", "apply_ahead is 1 to 1; wanted a unit",
       [&](auto& b) {
         v1::Period& ahead = *service(b).mutable_processing()->mutable_apply_ahead();
         ahead.set_min(1);
         ahead.set_max(1);
       }},
      {"package car-repair-shop", "service \"paint\"",
       [&](auto& b) { package(b).mutable_phases(0)->add_services("paint"); }},
      {"package car-repair-shop", "\"location-check\" twice",
       [&](auto& b) { package(b).add_phases()->add_services("location-check"); }},
      {"package car-repair-shop", "question \"why\"", [&](auto& b) { package(b).add_questions("why"); }},
      {"package car-repair-shop", "owner \"nobody\"", [&](auto& b) { package(b).set_owner("nobody"); }},
      {"package car-repair-shop", "authority \"nobody\"",
       [&](auto& b) { package(b).add_offers()->set_authority("nobody"); }},
      {"package car-repair-shop", "\"location-check\", which is repealed",
       [&](auto& b) { b.mutable_services(1)->set_status(v1::SERVICE_STATUS_REPEALED); }},
      {"service location-check", "\"alcohol-licence\", which is repealed",
       [&](auto& b) {
         b.mutable_services(1)->add_prerequisites("alcohol-licence");
         service(b).set_status(v1::SERVICE_STATUS_REPEALED);
       }},
      {"industry 561010", "package \"cafe\"",
       [&](auto& b) {
         b.add_industries()->set_code("561010");
         b.mutable_industries(0)->set_package("cafe");
       }},
      {"faq opening", "service \"cvr\"",
       [&](auto& b) {
         v1::FaqEntry& entry = *b.add_faq();
         entry.set_id("opening");
         entry.set_area("start-and-grow");
         entry.add_services("cvr");
       }},
      {"site.calendar", "no day is open",
       [&](auto& b) { b.mutable_site()->mutable_calendar()->clear_opening_hours(); }},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.item + ": " + c.message);
    v1::KnowledgeBase base = SmallKnowledgeBase();
    c.spoil(base);
    const auto bundle = Bundle::Create(std::move(base));
    ASSERT_THAT(bundle, IsError(kFailed, "BUNDLE_INVALID"));
    EXPECT_THAT(std::string(bundle.status().message()), HasSubstr(c.message));
    EXPECT_EQ(GetErrorInfo(bundle.status())->metadata().at("item"), c.item);
  }
}

TEST(BundleTest, FindsACycleOfSeveralServicesButNoneInADiamond) {
  v1::KnowledgeBase base = SmallKnowledgeBase();
  base.mutable_services(0)->add_prerequisites(base.services(1).id());
  base.mutable_services(0)->add_prerequisites(base.services(2).id());
  base.mutable_services(1)->add_prerequisites(base.services(3).id());
  base.mutable_services(2)->add_prerequisites(base.services(3).id());
  EXPECT_THAT(Bundle::Create(base), IsOk());
  base.mutable_services(3)->add_prerequisites(base.services(0).id());
  EXPECT_THAT(Bundle::Create(base), IsError(kFailed, "BUNDLE_INVALID"));
}

TEST_F(BundleFileTest, ComesBackAsItWasWritten) {
  const v1::KnowledgeBase base = SmallKnowledgeBase();
  Write(SerializeBundle(base));
  const auto bundle = LoadBundle(path_);
  ASSERT_THAT(bundle, IsOk());
  EXPECT_EQ((*bundle)->message().SerializeAsString(), base.SerializeAsString());
  EXPECT_EQ(SerializeBundle((*bundle)->message()), SerializeBundle(base));
}

TEST(SerializeEditedTest, GivesWhatSerializingEverythingGives) {
  const v1::KnowledgeBase before = SmallKnowledgeBase();
  ASSERT_GT(before.services_size(), 1);
  const std::string last = SerializeBundle(before);
  v1::KnowledgeBase now = before;
  now.mutable_revision()->set_content_hash(std::string(64, 'f'));
  EXPECT_EQ(SerializeEdited(last, now, {}), SerializeBundle(now));

  const int services = v1::KnowledgeBase::kServicesFieldNumber;
  now.mutable_services(0)->mutable_text()->mutable_da()->set_body_markdown(std::string(1000, 'a'));
  const int last_service = now.services_size() - 1;
  now.mutable_services(last_service)->clear_text();
  now.mutable_packages(0)->mutable_text()->mutable_da()->set_title("Ny titel");
  EXPECT_EQ(SerializeEdited(last, now,
                            {{services, last_service}, {v1::KnowledgeBase::kPackagesFieldNumber, 0}, {services, 0}}),
            SerializeBundle(now));
}

TEST(SerializeEditedTest, TakesNothingButWhatIsNamed) {
  const v1::KnowledgeBase before = SmallKnowledgeBase();
  v1::KnowledgeBase now = before;
  now.mutable_services(0)->mutable_text()->mutable_da()->set_title("Ny titel");
  EXPECT_EQ(SerializeEdited(SerializeBundle(before), now, {}), SerializeBundle(before));
}

TEST_F(BundleFileTest, MissingFileIsNotFound) {
  EXPECT_THAT(LoadBundle(path_), IsError(absl::StatusCode::kNotFound, "FILE_NOT_FOUND"));
}

TEST_F(BundleFileTest, EveryCutAndEveryChangedByteIsNoticed) {
  const std::string bytes = SerializeBundle(SmallKnowledgeBase());
  for (std::size_t length = 0; length < bytes.size(); length += 1 + length / 8) {
    Write(bytes.substr(0, length));
    const auto bundle = LoadBundle(path_);
    ASSERT_THAT(bundle, IsError(kFailed, "BUNDLE_CORRUPT")) << "cut to " << length;
    EXPECT_EQ(GetErrorInfo(bundle.status())->metadata().at("path"), path_);
  }
  const std::size_t behind_format = bytes.find('\n') + 1;
  for (std::size_t at = behind_format; at < bytes.size(); at += 1 + at / 8) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x20);
    Write(damaged);
    ASSERT_THAT(LoadBundle(path_), IsError(kFailed, "BUNDLE_CORRUPT")) << "byte " << at;
  }
  Write(bytes + "x");
  EXPECT_THAT(LoadBundle(path_), IsError(kFailed, "BUNDLE_CORRUPT"));
}

TEST_F(BundleFileTest, ANewerFormatIsToldFromDamage) {
  std::string bytes = SerializeBundle(SmallKnowledgeBase());
  bytes.replace(bytes.find('1'), 1, "2");
  Write(bytes);
  const auto bundle = LoadBundle(path_);
  ASSERT_THAT(bundle, IsError(kFailed, "BUNDLE_TOO_NEW"));
  EXPECT_EQ(GetErrorInfo(bundle.status())->metadata().at("format"), "2");
}

TEST_F(BundleFileTest, BytesThatAreNoMessageBehindAnIntactHeader) {
  const std::string no_message = "\xff\xff\xff";
  Write("INDGANG-KB 1\n" + Sha256Hex(no_message) + "\n" + no_message);
  EXPECT_THAT(LoadBundle(path_), IsError(kFailed, "BUNDLE_CORRUPT"));
}

}  // namespace
}  // namespace indgang::knowledge
