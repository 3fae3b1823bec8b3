// Requests that no client would send, to every method and in every role: no crash, no hang, and no answer that says the
// service did not understand itself. Longer: INDGANG_FUZZ_SECONDS=600; one input again: INDGANG_FUZZ_SEED=123.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "indgang/cases/v1/watch_service.grpc.pb.h"
#include "indgang/directory/v1/directory_service.pb.h"
#include "server/service/server.h"
#include "tests/server/service/case_steps.h"
#include "tests/support/fuzzer.h"

namespace indgang::service {
namespace {

using namespace cases::v1;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using ::indgang::testing::IsOk;

// What fields of such a name hold in real requests.
std::string TextFor(const std::string& field, int number) {
  if (field == "name" || field == "parent" || field == "attach_to") return "cases/2026-000001";
  if (field == "filter") return "(state = IN_PROGRESS OR NOT late = true) AND service:\"location-check\"";
  if (field == "order_by") return "update_time desc";
  if (field == "cvr_number") return "13585628";
  if (field == "authority" || field == "unit") return "building";
  if (field == "contact_person" || field == "assignee") return "me";
  if (field == "services") return "location-check";
  if (field == "package") return "car-repair-shop";
  if (field == "csv") return "id,display_name,role,unit\r\n,\"Bo; \"\"Byg\"\"\",FRONT_DESK,\r\n";
  if (field == "due_date") return "2026-12-01";
  if (field == "page_token" || field == "resume_token") return "";
  return absl::StrCat("tekst ", number);
}

// Every field of the message set to something a client might send.
void Fill(Message& message, int number, int depth = 0) {
  const google::protobuf::Reflection& set = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message.GetDescriptor()->field(i);
    if (field->is_map() || (field->containing_oneof() != nullptr && field->index_in_oneof() != number % 3)) continue;
    const bool many = field->is_repeated();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING: {
        const std::string text = TextFor(field->name(), number);
        many ? set.AddString(&message, field, text) : set.SetString(&message, field, text);
        break;
      }
      case FieldDescriptor::CPPTYPE_MESSAGE:
        if (depth < 4)
          Fill(many ? *set.AddMessage(&message, field) : *set.MutableMessage(&message, field), number, depth + 1);
        break;
      case FieldDescriptor::CPPTYPE_ENUM: {
        const int value = field->enum_type()->value(number % field->enum_type()->value_count())->number();
        many ? set.AddEnumValue(&message, field, value) : set.SetEnumValue(&message, field, value);
        break;
      }
      case FieldDescriptor::CPPTYPE_BOOL:
        if (!many) set.SetBool(&message, field, number % 2 == 0);
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        if (!many) set.SetInt32(&message, field, number);
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        // Also the seconds of timestamps.
        if (!many) set.SetInt64(&message, field, 1'795'000'000 + number);
        break;
      default:
        break;
    }
  }
}

struct Method {
  std::string path;
  bool stream = false;
  std::vector<std::string> examples;
};

std::vector<Method> AllMethods() {
  std::vector<Method> methods;
  for (const auto* service : ServedServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const auto& method = *service->method(i);
      Method made{absl::StrCat("/", service->full_name(), "/", method.name()), method.server_streaming(), {}};
      const Message& empty = *google::protobuf::MessageFactory::generated_factory()->GetPrototype(method.input_type());
      for (int number = 0; number < 6; ++number) {
        const std::unique_ptr<Message> message(empty.New());
        Fill(*message, number);
        made.examples.push_back(message->SerializeAsString());
      }
      methods.push_back(std::move(made));
    }
  }
  return methods;
}

class FuzzRequestsTest : public ServiceTest {
 protected:
  FuzzRequestsTest() {
    const std::string name = Register().name();
    EXPECT_THAT(desk_.Call<TriageCaseResponse>(TriageRequest(name)), IsOk());
    Refer(name, "building");
    for (int i = 0; i < 4; ++i) Register();
  }

  // Whether a caller may be told this; streams that were opened end with the deadline.
  static bool IsAnswer(const absl::Status& status, bool stream) {
    switch (status.code()) {
      case absl::StatusCode::kInternal:
      case absl::StatusCode::kUnknown:
      case absl::StatusCode::kUnavailable:
      case absl::StatusCode::kDataLoss:
        return false;
      case absl::StatusCode::kDeadlineExceeded:
        return stream;
      default:
        return true;
    }
  }

  // Sends the bytes; a failed expectation tells them.
  void Send(const testing::TestClient& caller, const Method& method, const std::string& bytes) {
    const absl::Status status =
        caller.CallMethod(method.path, bytes, nullptr, method.stream ? absl::Milliseconds(20) : absl::Seconds(15));
    EXPECT_TRUE(IsAnswer(status, method.stream)) << method.path << ": " << status << "\n" << absl::CHexEscape(bytes);
  }

  // Mutates one field of a request that is otherwise right.
  template <typename Request>
  void FuzzField(const testing::TestClient& caller, const std::string& name, const Request& right,
                 const std::string& field, const std::vector<std::string>& examples) {
    const FieldDescriptor* descriptor = Request::descriptor()->FindFieldByName(field);
    const auto& service = *Request::descriptor()->file()->service(0);
    Method method;
    for (int i = 0; i < service.method_count(); ++i) {
      if (service.method(i)->input_type() != Request::descriptor()) continue;
      method = {absl::StrCat("/", service.full_name(), "/", service.method(i)->name()),
                service.method(i)->server_streaming(),
                {}};
    }
    testing::Fuzz(name, examples, [&](const std::string& input) {
      Request request = right;
      request.GetReflection()->SetString(&request, descriptor, input);
      if constexpr (requires { request.set_request_id(""); }) request.set_request_id(absl::StrCat("fuzz-", ++sent_));
      Send(caller, method, request.SerializeAsString());
    });
  }

 private:
  int sent_ = 0;
};

TEST_F(FuzzRequestsTest, BytesToEveryMethod) {
  const std::vector<Method> methods = AllMethods();
  const std::vector<const testing::TestClient*> callers = {&desk_,        &leader_,  &building_,
                                                           &environment_, &gateway_, &admin_};
  std::vector<std::string> examples;
  for (const Method& method : methods) examples.insert(examples.end(), method.examples.begin(), method.examples.end());
  // What the input is decides where it goes, so that a seed repeats it.
  testing::Fuzz("requests", examples, [&](const std::string& input) {
    const std::size_t hash = std::hash<std::string>()(input);
    Send(*callers[hash % callers.size()], methods[hash / callers.size() % methods.size()], input);
  });
  EXPECT_THAT(desk_.Call<RegisterEnquiryResponse>(EnquiryRequest()), IsOk());
}

// Nearly right requests come further than any bytes.
TEST_F(FuzzRequestsTest, ItsOwnExamplesOfEachMethod) {
  const std::vector<Method> methods = AllMethods();
  const std::vector<const testing::TestClient*> callers = {&desk_, &leader_, &building_, &admin_};
  std::vector<std::string> examples;
  for (std::size_t i = 0; i < methods.size(); ++i) {
    for (const std::string& example : methods[i].examples) {
      examples.push_back(absl::StrCat(std::string(1, static_cast<char>(i)), example));
    }
  }
  // The first byte says which method the example is for, unless it was changed.
  testing::Fuzz("requests to their method", examples, [&](const std::string& input) {
    if (input.empty()) return;
    const std::size_t which = static_cast<unsigned char>(input[0]) % methods.size();
    Send(*callers[input.size() % callers.size()], methods[which], input.substr(1));
  });
}

TEST_F(FuzzRequestsTest, Filters) {
  FuzzField(desk_, "filters", ListCasesRequest(), "filter",
            {"(state = IN_PROGRESS OR NOT late = true) AND service:\"location-check\"",
             "create_time >= 2026-11-01 AND create_time < 2026-12-01", "contact_person = me AND open_referrals > 0",
             "cvr_number = \"13585628\" OR unit = \"\\\"\\\\\""});
}

TEST_F(FuzzRequestsTest, MemberTables) {
  FuzzField(
      admin_, "member tables", directory::v1::ImportMembersRequest(), "csv",
      {"id,display_name,role,unit,phone,email,packages,key_accounts,state\r\n,Bo,FRONT_DESK,,12345678,bo@x.example,"
       "car-repair-shop,13585628,\r\n",
       "display_name;role;unit\n\"Bo; \"\"Byg\"\"\";TASK_FORCE_MEMBER;building\n\n"});
}

TEST_F(FuzzRequestsTest, SearchWords) {
  FuzzField(desk_, "search", ListCasesRequest(), "query",
            {"autoværksted havnen", "café-ejer's \"smør\" OR * NEAR(a b)", "13585628"});
}

TEST_F(FuzzRequestsTest, PageTokens) {
  ListCasesRequest request;
  request.set_page_size(1);
  const auto first = desk_.Call<ListCasesResponse>(request);
  ASSERT_THAT(first, IsOk());
  ASSERT_NE(first->next_page_token(), "");
  FuzzField(desk_, "page tokens", request, "page_token", {first->next_page_token()});
}

TEST_F(FuzzRequestsTest, ResumeTokens) {
  const auto stub = WatchService::NewStub(server_.channel());
  grpc::ClientContext context;
  context.AddMetadata("authorization", "Bearer " + desk_.secret());
  WatchCasesResponse first;
  const auto stream = stub->WatchCases(&context, WatchCasesRequest());
  ASSERT_TRUE(stream->Read(&first));
  context.TryCancel();
  stream->Finish();
  ASSERT_NE(first.resume_token(), "");
  FuzzField(desk_, "resume tokens", WatchCasesRequest(), "resume_token", {first.resume_token()});
}

// Without this the tests above might be blind.
TEST_F(FuzzRequestsTest, OnlyAnswersCountAsAnswers) {
  EXPECT_TRUE(IsAnswer(absl::InvalidArgumentError(""), false));
  EXPECT_TRUE(IsAnswer(absl::DeadlineExceededError(""), true));
  EXPECT_FALSE(IsAnswer(absl::DeadlineExceededError(""), false));
  EXPECT_FALSE(IsAnswer(absl::InternalError(""), false));
  EXPECT_FALSE(IsAnswer(absl::UnavailableError(""), true));
}

}  // namespace
}  // namespace indgang::service
