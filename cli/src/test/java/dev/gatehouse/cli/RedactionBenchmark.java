package dev.gatehouse.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.cli.BenchReport.Goal;
import dev.gatehouse.cli.BenchReport.Samples;
import dev.gatehouse.worker.RedactedStream;
import dev.gatehouse.worker.Redactor;
import dev.gatehouse.worker.SecretValue;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How fast a worker redacts what jobs say, on one core, with fifty secrets and with none. In CPU time of the one thread. */
class RedactionBenchmark {
    private static final int ROUNDS = 9;
    private static final int WARM = 12;
    private static final int SIZE = 16 * 1024 * 1024;
    private static final int PIPE = 16 * 1024;
    private static final double MEGABYTE = 1e6;
    private static final Goal ORDINARY = Goal.atLeast(200);

    private final Random random = new Random(42);

    @Test
    void redaction() throws IOException {
        var report = new BenchReport("redaction");
        var machine = new OtherLoad(List.of(), List.of());
        List<String> passwords =
                IntStream.range(0, 50).mapToObj(_ -> password()).toList();
        Redactor fifty = redactor(passwords);
        Redactor largest = redactor(List.of("a".repeat(64 * 1024), "a".repeat(32 * 1024) + "b"));
        Redactor none = redactor(List.of());
        byte[] plain = logs(List.of());
        List<Run> runs = List.of(
                new Run("plain lines, no secrets", none, plain),
                new Run("plain lines", fifty, plain),
                new Run("JSON lines", fifty, text(this::jsonLine)),
                new Run("JSON within JSON", fifty, text(() -> jsonLine().replace("\"", "\\\""))),
                new Run("a secret every tenth line", fifty, logs(passwords)),
                new Run("percent-encoded lines", fifty, text(() -> "GET /q?text=" + "a%20b%2Fc+".repeat(9) + "\n")),
                new Run("base64", fifty, text(this::base64Line)),
                new Run("hexadecimal digits", fifty, text(this::hexLine)),
                new Run("hostile: one letter, secrets of 64 KiB", largest, text(() -> "a".repeat(1_000))),
                new Run("hostile: escapes only", largest, text(() -> "%61".repeat(1_000))));
        Map<Run, List<Double>> speeds = new LinkedHashMap<>();
        // In turns, so that what else the machine does meets all of them.
        for (int round = 0; round < WARM + ROUNDS; round++) {
            for (Run run : runs) {
                double speed = run.megabytesASecond();
                if (round >= WARM) {
                    speeds.computeIfAbsent(run, _ -> new ArrayList<>()).add(speed);
                }
            }
        }
        double baseline = samples(speeds.get(runs.getFirst())).median();
        for (Run run : runs) {
            boolean ordinary = List.of(runs.get(1), runs.get(2)).contains(run);
            Goal[] goal = ordinary ? new Goal[] {ORDINARY} : new Goal[0];
            report.add(run.name(), samples(speeds.get(run)), "MB/s", goal);
        }
        report.addAgainst("plain lines against no secrets", samples(speeds.get(runs.get(1))), "MB/s", baseline);
        machine.describe(report);
        report.publish();
    }

    /** One text on its way through one redactor. */
    private static final class Run {
        private final String name;
        private final Redactor redactor;
        private final byte[] text;

        Run(String name, Redactor redactor, byte[] text) {
            this.name = name;
            this.redactor = redactor;
            this.text = text;
        }

        String name() {
            return name;
        }

        double megabytesASecond() {
            var threads = ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadCpuTime();
            RedactedStream stream = redactor.stream();
            long given = 0;
            for (int at = 0; at < text.length; at += PIPE) {
                given += stream.write(text, at, Math.min(PIPE, text.length - at)).length;
            }
            given += stream.finish().length;
            if (given == 0) {
                throw new IllegalStateException("nothing came out");
            }
            return text.length / MEGABYTE / ((threads.getCurrentThreadCpuTime() - before) / 1e9);
        }
    }

    private static Samples samples(List<Double> values) {
        return new Samples(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private byte[] logs(List<String> secrets) {
        return text(() -> {
            String secret = secrets.isEmpty() || random.nextInt(10) > 0
                    ? ""
                    : " token=" + secrets.get(random.nextInt(secrets.size()));
            return "2026-01-%02dT10:%02d:%02d.%03dZ INFO  [worker-%d] o.a.s.OrderService - It's order %d of %s, 100%% done in %d ms%s\n"
                    .formatted(
                            1 + random.nextInt(28),
                            random.nextInt(60),
                            random.nextInt(60),
                            random.nextInt(1000),
                            random.nextInt(16),
                            random.nextInt(1_000_000),
                            List.of("ada", "grace", "alan", "edsger").get(random.nextInt(4)),
                            random.nextInt(5_000),
                            secret);
        });
    }

    private String jsonLine() {
        return "{\"time\":\"2026-01-01T10:00:00.%03dZ\",\"level\":\"INFO\",\"logger\":\"o.a.s.OrderService\",\"order\":%d,\"user\":\"ada\",\"path\":\"/api/v1/orders/%d\",\"message\":\"accepted\"}\n"
                .formatted(random.nextInt(1000), random.nextInt(1_000_000), random.nextInt(1_000_000));
    }

    private String base64Line() {
        byte[] bytes = new byte[57];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes) + "\n";
    }

    private String hexLine() {
        return "%016x%016x%016x%016x\n"
                .formatted(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }

    private String password() {
        byte[] bytes = new byte[18 + random.nextInt(20)];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] text(java.util.function.Supplier<String> line) {
        var text = new StringBuilder();
        // A part is said again and again: making all of it takes longer than redacting it.
        while (text.length() < SIZE / 8) {
            text.append(line.get());
        }
        return text.toString().repeat(8).getBytes(UTF_8);
    }

    private static Redactor redactor(List<String> secrets) {
        return Redactor.of(secrets.stream()
                .map(secret -> SecretValue.copyOf(secret.getBytes(UTF_8)))
                .toList());
    }
}
