// What benchmarks of the service share: calls with a token, and how results are printed.
#ifndef INDGANG_BENCH_CLIENT_H_
#define INDGANG_BENCH_CLIENT_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "grpcpp/grpcpp.h"
#include "indgang/admin/v1/token.pb.h"
#include "indgang/cases/v1/case_service.pb.h"

namespace indgang::bench {

// Ends the program when the call failed.
void Check(const grpc::Status& status);

// A connection of its own.
std::shared_ptr<grpc::Channel> Connect(const std::string& address);

// Adds the token, unless `secret` is empty.
void Authorise(grpc::ClientContext& context, const std::string& secret);

// The secret of a new token, made with the admin token beside the database. `authority` is for task-force members.
std::string MakeToken(const std::shared_ptr<grpc::Channel>& channel, const std::string& database, admin::v1::Role role,
                      const std::string& authority = "");

// A right one, different for every i.
cases::v1::RegisterEnquiryRequest SomeEnquiry(int i);

double Median(std::vector<double> values);
// The value that 99 of 100 do not exceed.
double Percentile99(std::vector<double> values);

// "P1: measured 0.91 (target 0.85) met: GetCase, of a bare echo".
void PrintAtLeast(absl::string_view id, absl::string_view what, double measured, double target);
void PrintAtMost(absl::string_view id, absl::string_view what, double measured, double target);

}  // namespace indgang::bench

#endif  // INDGANG_BENCH_CLIENT_H_
