// A web server of a test's own on 127.0.0.1, which answers as it is asked to and counts who comes.
#ifndef INDGANG_TESTS_SITEGEN_EDIT_LINK_SERVER_H_
#define INDGANG_TESTS_SITEGEN_EDIT_LINK_SERVER_H_

#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "httplib.h"

namespace indgang::sitegen::edit {

// Answers:
//   /ok                200                    /gone         410
//   /missing           404                    /refused      403
//   /moved             301 to /ok             /moved-twice  308 to /moved
//   /elsewhere         302 to /ok             /later-moved  302 to /moved
//   /moved-away        301 to /missing        /loop         301 to itself
//   /no-head           405, 200 for GET       /fault        500
//   /fault-once        500 for HEAD and for the first GET, then 200
//   /mail              301 to an e-mail address
//   /hang              nothing, for longer than a test waits
class LinkServer {
 public:
  // With a certificate and its key (files) it speaks HTTPS.
  LinkServer() : LinkServer("", "") {}
  LinkServer(const std::string& certificate, const std::string& key);
  ~LinkServer();
  LinkServer(const LinkServer&) = delete;
  LinkServer& operator=(const LinkServer&) = delete;

  // "http://127.0.0.1:PORT" and the path; under another name with `host`.
  std::string Url(const std::string& path, const std::string& host = "127.0.0.1") const;
  // "HEAD /ok", in the order they came.
  std::vector<std::string> Requests() const;
  // As the last request named itself.
  std::string UserAgent() const;
  // The most requests that were ever being answered at the same time.
  int MostAtOnce() const;

 private:
  void Answer(const httplib::Request& request, httplib::Response& response);

  bool encrypted_;
  std::unique_ptr<httplib::Server> server_;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::string user_agent_;
  int now_ = 0;
  int most_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace indgang::sitegen::edit

#endif  // INDGANG_TESTS_SITEGEN_EDIT_LINK_SERVER_H_
