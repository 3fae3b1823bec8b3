#include "bench/client.h"

#include <algorithm>
#include <iostream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/files.h"
#include "bench/contender.h"
#include "indgang/admin/v1/token_service.grpc.pb.h"

namespace indgang::bench {
namespace {

void Print(absl::string_view id, absl::string_view what, double measured, double target, bool met) {
  std::cout << absl::StrFormat("%s: measured %.2f (target %.2f) %s: %s\n", id, measured, target, met ? "met" : "short",
                               what)
            << std::flush;
}

}  // namespace

void Check(const grpc::Status& status) {
  if (!status.ok()) Die(status.error_message());
}

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

void Authorise(grpc::ClientContext& context, const std::string& secret) {
  if (!secret.empty()) context.AddMetadata("authorization", absl::StrCat("Bearer ", secret));
}

std::string MakeToken(const std::shared_ptr<grpc::Channel>& channel, const std::string& database, admin::v1::Role role,
                      const std::string& authority) {
  const absl::StatusOr<std::string> admin = ReadFile(database + ".admin-token");
  if (!admin.ok()) Die(admin.status().ToString());
  admin::v1::TokenService::Stub stub(channel);
  admin::v1::CreateTokenRequest request;
  request.mutable_token()->set_display_name("Mette Holm");
  request.mutable_token()->set_role(role);
  request.mutable_token()->set_authority(authority);
  admin::v1::CreateTokenResponse response;
  grpc::ClientContext context;
  Authorise(context, std::string(absl::StripAsciiWhitespace(*admin)));
  Check(stub.CreateToken(&context, request, &response));
  return response.secret();
}

cases::v1::RegisterEnquiryRequest SomeEnquiry(int i) {
  cases::v1::RegisterEnquiryRequest request;
  request.set_request_id(absl::StrFormat("%08x-aaaa-4aaa-8aaa-%012x", static_cast<unsigned>(i) * 2'654'435'761u, i));
  request.mutable_enquiry()->set_channel(cases::v1::CHANNEL_PHONE);
  request.mutable_enquiry()->set_text(
      "Where may a car repair shop lie? We are two mechanics and need about 300 m2 with a gate.");
  request.mutable_enquiry()->set_language("en");
  request.mutable_enquiry()->mutable_contact()->set_display_name("Lis Berg");
  request.mutable_enquiry()->mutable_contact()->set_phone("+45 87 65 43 21");
  return request;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

double Percentile99(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() * 99 / 100];
}

void PrintAtLeast(absl::string_view id, absl::string_view what, double measured, double target) {
  Print(id, what, measured, target, measured >= target);
}

void PrintAtMost(absl::string_view id, absl::string_view what, double measured, double target) {
  Print(id, what, measured, target, measured <= target);
}

}  // namespace indgang::bench
