package dev.gatehouse.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.worker.EgressAnswer.Answered;
import dev.gatehouse.worker.EgressAnswer.Failed;
import dev.gatehouse.worker.EgressAnswer.Refused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class EgressTest {
    private static final EgressRequest.Limits LIMITS = new EgressRequest.Limits(Duration.ofSeconds(10), 1_000);
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final EgressPolicy LOOPBACK_ALLOWED = EgressPolicy.of(List.of(), List.of("127.0.0.0/8:*"), true);

    @TempDir
    Path folder;

    private static Egress egress(EgressPolicy policy, HostLookup lookup) throws NoSuchAlgorithmException {
        return new Egress(policy, lookup, SSLContext.getDefault());
    }

    private static EgressAnswer get(RawPeer peer) throws NoSuchAlgorithmException {
        return get(peer, LIMITS);
    }

    private static EgressAnswer get(RawPeer peer, EgressRequest.Limits limits) throws NoSuchAlgorithmException {
        return egress(LOOPBACK_ALLOWED, _ -> List.of(LOOPBACK))
                .send("acme", EgressRequest.json("http://idp.example:" + peer.port() + "/keys?a=b", limits));
    }

    @Test
    void asksAndReads() throws Exception {
        try (var peer = RawPeer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: 1\r\nx-a: 2\r\n\r\n{}rest")) {
            EgressAnswer answer = get(peer);

            assertThat(answer).isInstanceOfSatisfying(Answered.class, answered -> {
                assertThat(answered.status()).isEqualTo(200);
                assertThat(answered.body()).isEqualTo("{}");
                assertThat(answered.header("X-A")).contains("1, 2");
            });
            assertThat(peer.requests())
                    .singleElement()
                    .asString()
                    .startsWith("GET /keys?a=b HTTP/1.1\r\nHost: idp.example:" + peer.port() + "\r\n")
                    .contains("Connection: close\r\n", "Accept: application/json\r\n");
        }
    }

    @Test
    void sendsABodyWithItsLength() throws Exception {
        try (var peer = RawPeer.answering("HTTP/1.1 204 No Content\r\n\r\n")) {
            EgressAnswer answer = egress(LOOPBACK_ALLOWED, _ -> List.of(LOOPBACK))
                    .send(
                            "acme",
                            new EgressRequest(
                                    "POST",
                                    "http://idp.example:" + peer.port() + "/token",
                                    Map.of("Content-Type", "text/plain"),
                                    "é",
                                    LIMITS));

            assertThat(answer).isEqualTo(new Answered(204, Map.of(), "", true));
            assertThat(peer.requests()).singleElement().asString().contains("Content-Length: 2\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1;x=y\r\n}\r\n0\r\nA: b\r\n\r\n",
                "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\n\r\n{}",
                "HTTP/1.0 200 \r\ncontent-length:2\r\nContent-Encoding: identity\r\n\r\n{}",
                "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n{}"
            })
    void readsEveryFramingOfHttp(String answer) throws Exception {
        try (var peer = RawPeer.answering(answer)) {
            assertThat(get(peer))
                    .isInstanceOfSatisfying(
                            Answered.class,
                            answered -> assertThat(answered.body()).isEqualTo("{}"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}x",
                "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
                "HTTP/2 200\r\n\r\n{}",
                "HTTP/1.1 99 No\r\n\r\n",
                "SSH-2.0-OpenSSH\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n"
            })
    void whatHasTwoLengthsOrIsNoHttpIsNoAnswer(String answer) throws Exception {
        try (var peer = RawPeer.answering(answer)) {
            assertThat(get(peer)).isEqualTo(new Failed("answer_malformed"));
        }
    }

    @Test
    void readsAFewInterimAnswersAndNotAnyNumber() throws Exception {
        String interim = "HTTP/1.1 102 Processing\r\n\r\n";
        try (var peer = RawPeer.answering(interim.repeat(5) + "HTTP/1.1 204 OK\r\n\r\n")) {
            assertThat(get(peer)).isInstanceOf(Answered.class);
        }
        try (var peer = RawPeer.answering(interim.repeat(6) + "HTTP/1.1 204 OK\r\n\r\n")) {
            assertThat(get(peer)).isEqualTo(new Failed("answer_malformed"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
                ""
            })
    void aCutAnswerIsNone(String answer) throws Exception {
        try (var peer = RawPeer.answering(answer)) {
            assertThat(get(peer)).isEqualTo(new Failed("connection_lost"));
        }
    }

    @Test
    void takesAnAnswerOfTheLimitAndNoneBeyond() throws Exception {
        String most = "a".repeat(1_000);
        for (String framing : List.of(
                "Content-Length: %d\r\n\r\n%s",
                "\r\n%2$s", "Transfer-Encoding: chunked\r\n\r\n%1$x\r\n%2$s\r\n0\r\n\r\n")) {
            try (var peer = RawPeer.answering("HTTP/1.1 200 OK\r\n" + framing.formatted(1_000, most))) {
                assertThat(get(peer)).isInstanceOf(Answered.class);
            }
            try (var peer = RawPeer.answering("HTTP/1.1 200 OK\r\n" + framing.formatted(1_001, most + "a"))) {
                assertThat(get(peer)).isEqualTo(new Failed("answer_too_large"));
            }
        }
        try (var peer = RawPeer.answering("HTTP/1.1 200 OK\r\nContent-Length: 999999999999999999\r\n\r\n")) {
            assertThat(get(peer)).isEqualTo(new Failed("answer_too_large"));
        }
        try (var peer = RawPeer.answering("HTTP/1.1 200 OK\r\nA: " + "a".repeat(16_384) + "\r\n\r\n")) {
            assertThat(get(peer)).isEqualTo(new Failed("answer_too_large"));
        }
        try (var peer = RawPeer.answering("HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(101) + "\r\n")) {
            assertThat(get(peer)).isEqualTo(new Failed("answer_too_large"));
        }
    }

    @Test
    void followsNoRedirect() throws Exception {
        try (var inner = RawPeer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
                var peer = RawPeer.answering("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:" + inner.port()
                        + "/\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(get(peer))
                    .isInstanceOfSatisfying(
                            Answered.class,
                            answered -> assertThat(answered.status()).isEqualTo(302));
            assertThat(inner.requests()).isEmpty();
        }
    }

    @Test
    void looksUpOnceAndConnectsToWhatWasChecked() throws Exception {
        try (var peer = RawPeer.answering("HTTP/1.1 204 OK\r\n\r\n")) {
            var answers = new ConcurrentLinkedQueue<>(List.of(LOOPBACK, InetAddress.ofLiteral("10.0.0.1")));
            Egress egress = egress(LOOPBACK_ALLOWED, _ -> List.of(answers.remove()));
            var request = EgressRequest.json("http://idp.example:" + peer.port() + "/", LIMITS);

            assertThat(egress.send("acme", request)).isInstanceOf(Answered.class);
            assertThat(answers).hasSize(1);
            assertThat(egress.send("acme", request)).isEqualTo(new Refused("scheme_forbidden"));
            assertThat(peer.requests()).hasSize(1);
        }
    }

    @Test
    void aNameThatTurnsIntoLoopbackIsNotConnected() throws Exception {
        try (var peer = RawPeer.answering("HTTP/1.1 204 OK\r\n\r\n")) {
            var hosts = EgressPolicy.of(List.of("idp.example:*"), List.of(), false);
            Egress egress = egress(hosts, _ -> List.of(InetAddress.ofLiteral("1.1.1.1"), LOOPBACK));

            assertThat(egress.send("acme", EgressRequest.json("https://idp.example:" + peer.port() + "/", LIMITS)))
                    .isEqualTo(new Refused("address_forbidden"));
            assertThat(peer.connections()).isZero();
        }
    }

    @Test
    void triesTheNextAddressWhereOneTakesNoConnection() throws Exception {
        try (var peer = RawPeer.answering("HTTP/1.1 204 OK\r\n\r\n")) {
            Egress egress = egress(LOOPBACK_ALLOWED, _ -> List.of(InetAddress.ofLiteral("127.0.0.2"), LOOPBACK));

            assertThat(egress.send("acme", EgressRequest.json("http://idp.example:" + peer.port() + "/", LIMITS)))
                    .isInstanceOf(Answered.class);
        }
    }

    @Test
    void thePartyWhoseCallsHangTakesTheRoomOfNoOther() throws Exception {
        var nameServer = new CountDownLatch(1);
        HostLookup lookup = host -> {
            if (host.equals("hanging.example")) {
                await(nameServer);
            }
            return List.of(LOOPBACK);
        };
        var soon = new EgressRequest.Limits(Duration.ofMillis(20), 1_000);
        try (var peer = RawPeer.answering("HTTP/1.1 204 OK\r\n\r\n")) {
            Egress egress = egress(LOOPBACK_ALLOWED, lookup);
            String port = ":" + peer.port() + "/";
            for (int i = 0; i < 16; i++) {
                assertThat(egress.send("acme", EgressRequest.json("http://hanging.example" + port, soon)))
                        .isEqualTo(new Failed("timeout"));
            }

            assertThat(egress.send("acme", EgressRequest.json("http://idp.example" + port, LIMITS)))
                    .isEqualTo(new Failed("too_many_calls"));
            assertThat(egress.send("globex", EgressRequest.json("http://idp.example" + port, LIMITS)))
                    .isInstanceOf(Answered.class);
        } finally {
            nameServer.countDown();
        }
    }

    /** As the machine's resolver does, which no interrupt ends. */
    private static void await(CountDownLatch latch) {
        boolean open = false;
        while (!open) {
            try {
                latch.await();
                open = true;
            } catch (InterruptedException _) {
                open = latch.getCount() == 0;
            }
        }
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        // Taken, so that nobody else listens there, and not listened at.
        try (var taken = new Socket()) {
            taken.bind(new InetSocketAddress(LOOPBACK, 0));
            String there = "http://idp.example:" + taken.getLocalPort() + "/";

            assertThat(egress(LOOPBACK_ALLOWED, _ -> List.of(LOOPBACK)).send("acme", EgressRequest.json(there, LIMITS)))
                    .isEqualTo(new Failed("unreachable"));
        }
        String url = "http://idp.example/";
        assertThat(egress(LOOPBACK_ALLOWED, host -> {
                            throw new UnknownHostException(host);
                        })
                        .send("acme", EgressRequest.json(url, LIMITS)))
                .isEqualTo(new Failed("host_unknown"));
        assertThat(egress(LOOPBACK_ALLOWED, _ -> List.of()).send("acme", EgressRequest.json(url, LIMITS)))
                .isEqualTo(new Failed("host_unknown"));
    }

    @Test
    void waitsNoLongerThanTheDeadlineForAPeerThatDripsAndClosesItsConnection() throws Exception {
        try (var peer = RawPeer.dripping("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", Duration.ofMillis(50))) {
            long begun = System.nanoTime();

            assertThat(get(peer, new EgressRequest.Limits(Duration.ofSeconds(1), 1_000)))
                    .isEqualTo(new Failed("timeout"));

            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isBetween(Duration.ofMillis(900), Duration.ofSeconds(8));
            assertThat(peer.awaitCut(Duration.ofSeconds(20))).isTrue();
        }
    }

    @Test
    void waitsNoLongerThanTheDeadlineForANameServer() throws Exception {
        Egress egress = egress(LOOPBACK_ALLOWED, host -> {
            try {
                Thread.sleep(Duration.ofSeconds(30));
            } catch (InterruptedException _) {
                throw new UnknownHostException(host);
            }
            return List.of(LOOPBACK);
        });

        assertThat(egress.send(
                        "acme",
                        EgressRequest.json(
                                "http://idp.example:9/", new EgressRequest.Limits(Duration.ofMillis(300), 1_000))))
                .isEqualTo(new Failed("timeout"));
    }

    @Test
    void verifiesTlsForTheNameAndNotForTheAddress() throws Exception {
        try (var peer = RawPeer.securely(folder, "idp.example", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")) {
            var trusting = new Egress(LOOPBACK_ALLOWED, _ -> List.of(LOOPBACK), peer.trust());
            var strange = egress(LOOPBACK_ALLOWED, _ -> List.of(LOOPBACK));
            String port = ":" + peer.port() + "/";

            assertThat(trusting.send("acme", EgressRequest.json("https://idp.example" + port, LIMITS)))
                    .isInstanceOfSatisfying(
                            Answered.class,
                            answered -> assertThat(answered.body()).isEqualTo("{}"));
            assertThat(trusting.send("acme", EgressRequest.json("https://other.example" + port, LIMITS)))
                    .isEqualTo(new Failed("tls_failed"));
            assertThat(trusting.send("acme", EgressRequest.json("https://127.0.0.1" + port, LIMITS)))
                    .isEqualTo(new Failed("tls_failed"));
            assertThat(strange.send("acme", EgressRequest.json("https://idp.example" + port, LIMITS)))
                    .isEqualTo(new Failed("tls_failed"));
            assertThat(peer.names()).contains("idp.example");
        }
    }

    @Test
    void whoTrustsOthersIsStillGuarded() throws Exception {
        try (var peer = RawPeer.securely(folder, "idp.example", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")) {
            EgressRequest request = EgressRequest.json("https://idp.example:" + peer.port() + "/", LIMITS);
            var shut = egress(EgressPolicy.of(List.of(), List.of(), false), _ -> List.of(LOOPBACK));

            assertThat(egress(LOOPBACK_ALLOWED, _ -> List.of(LOOPBACK))
                            .trusting(peer.trust())
                            .send("acme", request))
                    .isInstanceOf(Answered.class);
            assertThat(shut.trusting(peer.trust()).send("acme", request)).isEqualTo(new Refused("address_forbidden"));
        }
    }

    @Test
    void nothingThatACallerSetsFramesTheMessage() {
        for (Map.Entry<String, String> header : List.of(
                Map.entry("Host", "evil.example"),
                Map.entry("content-length", "0"),
                Map.entry("Transfer-Encoding", "chunked"),
                Map.entry("X", "a\r\nHost: evil.example"),
                Map.entry("X\r\nY", "a"),
                Map.entry("X", "é"))) {
            assertThatThrownBy(() -> new EgressRequest("GET", "https://a.example/", Map.ofEntries(header), "", LIMITS))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new EgressRequest("GET\r\n", "https://a.example/", Map.of(), "", LIMITS))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothingOfACallCanBePrinted() throws IOException {
        var request = new EgressRequest(
                "POST", "https://a.example/?token=s3cret", Map.of("Authorization", "s3cret"), "s3cret", LIMITS);

        assertThat(request.toString()).doesNotContain("s3cret");
        assertThat(new Answered(200, Map.of("a", "s3cret"), "s3cret", true).toString())
                .doesNotContain("s3cret");
    }
}
