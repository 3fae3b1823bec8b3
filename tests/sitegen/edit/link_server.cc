#include "tests/sitegen/edit/link_server.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace indgang::sitegen::edit {

LinkServer::LinkServer(const std::string& certificate, const std::string& key) : encrypted_(!certificate.empty()) {
  if (encrypted_) {
    server_ = std::make_unique<httplib::SSLServer>(certificate.c_str(), key.c_str());
  } else {
    server_ = std::make_unique<httplib::Server>();
  }
  EXPECT_TRUE(server_->is_valid());
  // HEAD comes here, too.
  server_->Get(".*",
               [this](const httplib::Request& request, httplib::Response& response) { Answer(request, response); });
  port_ = server_->bind_to_any_port("127.0.0.1");
  EXPECT_GT(port_, 0);
  thread_ = std::thread([this] { server_->listen_after_bind(); });
  while (!server_->is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

LinkServer::~LinkServer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  server_->stop();
  thread_.join();
}

std::string LinkServer::Url(const std::string& path, const std::string& host) const {
  return absl::StrCat(encrypted_ ? "https://" : "http://", host, ":", port_, path);
}

std::vector<std::string> LinkServer::Requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

std::string LinkServer::UserAgent() const {
  const std::lock_guard lock(mutex_);
  return user_agent_;
}

int LinkServer::MostAtOnce() const {
  const std::lock_guard lock(mutex_);
  return most_;
}

void LinkServer::Answer(const httplib::Request& request, httplib::Response& response) {
  const std::string line = absl::StrCat(request.method, " ", request.path);
  int times = 0;
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back(line);
    times = static_cast<int>(std::count(requests_.begin(), requests_.end(), line));
    user_agent_ = request.get_header_value("User-Agent");
    most_ = std::max(most_, ++now_);
  }
  static const std::map<std::string, int> statuses = {
      {"/gone", 410}, {"/missing", 404}, {"/refused", 403}, {"/fault", 500}, {"/ok", 200}};
  static const std::map<std::string, std::pair<int, std::string>> redirects = {
      {"/moved", {301, "/ok"}},
      {"/moved-twice", {308, "/moved"}},
      {"/elsewhere", {302, "/ok"}},
      {"/later-moved", {302, "/moved"}},
      {"/moved-away", {301, "/missing"}},
      {"/loop", {301, "/loop"}},
      {"/mail", {301, "mailto:somebody@example.dk"}}};
  const bool head = request.method == "HEAD";
  if (const auto redirect = redirects.find(request.path); redirect != redirects.end()) {
    response.set_redirect(redirect->second.second, redirect->second.first);
  } else if (request.path == "/no-head") {
    response.status = head ? 405 : 200;
  } else if (request.path == "/fault-once") {
    response.status = head || times == 1 ? 500 : 200;
  } else if (request.path == "/hang") {
    for (bool stop = false; !stop;) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      const std::lock_guard lock(mutex_);
      stop = stopping_;
    }
  } else {
    const auto status = statuses.find(request.path);
    response.status = status == statuses.end() ? 404 : status->second;
  }
  // Long enough to see whether another request comes meanwhile.
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const std::lock_guard lock(mutex_);
  --now_;
}

}  // namespace indgang::sitegen::edit
