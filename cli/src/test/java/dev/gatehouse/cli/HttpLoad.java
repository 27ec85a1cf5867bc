package dev.gatehouse.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The same request over and over, or one of many after the other, on a number of connections that are kept, each of which
 * waits for its answer. It knows as much of HTTP/1.1 as that needs, so that the load costs the machine little.
 */
final class HttpLoad {
    private static final int ANY_GOOD = 2;

    private final int port;
    private final List<byte[]> requests;
    private final int expected;
    private final AtomicLong next = new AtomicLong();

    /** @param expected the status that every answer must have */
    HttpLoad(int port, String path, String token, String body, int expected) {
        this(port, expected, List.of(request(port, "POST", path, token, body)));
    }

    private HttpLoad(int port, int expected, List<String> requests) {
        this.port = port;
        this.expected = expected;
        this.requests = requests.stream()
                .map(request -> request.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /** Submissions of the job, by the installation's first token. */
    static HttpLoad ofRuns(Installation installation, String job) {
        return new HttpLoad(
                installation.port(),
                "/api/v1/demo/executions",
                installation
                        .read(installation.home().resolve("tokens/demo.token"))
                        .strip(),
                "{\"job\":\"" + job + "\"}",
                201);
    }

    /** GETs, each with the next of the tokens; an empty one is none. */
    static HttpLoad gets(int port, String path, List<String> tokens, int expected) {
        return new HttpLoad(
                port,
                expected,
                tokens.stream()
                        .map(token -> head("GET", port, path, token) + "\r\n")
                        .toList());
    }

    /** These requests, whose answers are to be good ones of any kind. */
    static HttpLoad of(int port, List<String> requests) {
        return new HttpLoad(port, ANY_GOOD, requests);
    }

    /** One request with a body. */
    static String request(int port, String method, String path, String token, String body) {
        return head(method, port, path, token) + "Content-Type: application/json\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    private static String head(String method, int port, String path, String token) {
        String authorization = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
        return method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n" + authorization;
    }

    /** How long each request took, in nanoseconds, ascending, and how long all of it. */
    static final class Done {
        private final long[] latencies;
        private final Duration took;

        Done(long[] latencies, Duration took) {
            this.latencies = latencies.clone();
            this.took = took;
        }

        int requests() {
            return latencies.length;
        }

        double perSecond() {
            return requests() / (took.toNanos() / 1e9);
        }

        double millis(double quantile) {
            return latencies[(int) (quantile * (latencies.length - 1))] / 1e6;
        }
    }

    Done run(int connections, Duration time) {
        return run(connections, System.nanoTime() + time.toNanos(), Long.MAX_VALUE);
    }

    /** Each of the requests once. */
    Done each(int connections) {
        return run(connections, Long.MAX_VALUE, requests.size());
    }

    private Done run(int connections, long end, long most) {
        long begin = System.nanoTime();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<long[]>> all = Stream.generate(() -> callers.submit(() -> repeat(end, most)))
                    .limit(connections)
                    .toList();
            long[] latencies = all.stream()
                    .flatMapToLong(each -> Arrays.stream(latencies(each)))
                    .sorted()
                    .toArray();
            return new Done(latencies, Duration.ofNanos(System.nanoTime() - begin));
        }
    }

    private static long[] latencies(Future<long[]> caller) {
        try {
            return caller.get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException("a request failed", failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Until then, or until all callers have made so many requests. */
    private long[] repeat(long end, long most) throws IOException {
        List<Long> latencies = new ArrayList<>();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            var out = socket.getOutputStream();
            long turn = next.getAndIncrement();
            for (long now = System.nanoTime(); now < end && turn < most; turn = next.getAndIncrement()) {
                out.write(requests.get((int) (turn % requests.size())));
                answer(in);
                long then = System.nanoTime();
                latencies.add(then - now);
                now = then;
            }
        }
        return latencies.stream().mapToLong(Long::longValue).toArray();
    }

    private void answer(InputStream in) throws IOException {
        String status = line(in);
        int length = 0;
        boolean chunked = false;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).strip());
            }
            chunked |= header.equalsIgnoreCase("transfer-encoding: chunked");
        }
        byte[] body = chunked ? chunks(in) : in.readNBytes(length);
        if (!status.startsWith("HTTP/1.1 " + expected)) {
            throw new IOException(status + " " + new String(body, StandardCharsets.UTF_8));
        }
    }

    private static byte[] chunks(InputStream in) throws IOException {
        var body = new ByteArrayOutputStream();
        for (int size = chunk(in); size > 0; size = chunk(in)) {
            body.write(in.readNBytes(size));
            line(in);
        }
        line(in);
        return body.toByteArray();
    }

    private static int chunk(InputStream in) throws IOException {
        return Integer.parseInt(line(in), 16);
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder(64);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
