package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.cli.BenchReport.Goal;
import dev.gatehouse.cli.BenchReport.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What identity providers do all day, with 1,000 users and with 100,000: to find, to make, to deactivate, and to put
 * people into a large group and out of it; one request at a time, and several at once.
 */
class ScimBenchmark {
    private static final int FEW = 1_000;
    private static final int FEW_GROUPS = 20;
    private static final int MANY = 100_000;
    private static final int MANY_GROUPS = 2_000;
    private static final int ALONE = 300;
    private static final int TOGETHER = 3_000;
    private static final int CONNECTIONS = 16;
    private static final int WARM = 4_000;
    private static final int PUTS = 3;
    private static final int COMERS = 100;
    private static final double GROWTH = 1.3;

    /** The same figure of both sizes tells how it grows. */
    private final Map<String, Double> few = new HashMap<>();

    private final Map<Integer, String> cursors = new HashMap<>();

    private final BenchReport report = new BenchReport("scim");

    /** How many requests of each kind there were: each has a number of its own, so that none finds its work done. */
    private final Map<Act, Integer> used = new HashMap<>();

    private String token = "";

    /** Who makes users: while it gets warm another client, so that the sizes are what they are called. */
    private String maker = "";

    /** One kind of request, by its number, and how many users there are. */
    private record Act(String name, int users, IntFunction<String> request, boolean isPoint) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Act act && act.name.equals(name) && act.users == users;
        }

        @Override
        public int hashCode() {
            return Objects.hash(name, users);
        }
    }

    @Test
    void scim() throws IOException, SQLException {
        try (var installation = Installation.inNewHome()) {
            installation.up();
            var machine = new OtherLoad(
                    List.of(installation.pid("gateway").orElseThrow()),
                    List.of(installation.pid("database").orElseThrow()));
            token = client(installation, "bench");
            String other = client(installation, "warm");

            ScimDirectory.grow(installation, "bench", 0, FEW, FEW_GROUPS);
            warm(installation, FEW, other);
            warm(installation, FEW, other);
            measure(installation, FEW);
            ScimDirectory.grow(installation, "bench", FEW, MANY, MANY_GROUPS);
            warm(installation, MANY, other);
            measure(installation, MANY);
            putLarge(installation);
            machine.describe(report);
        }
        report.publish();
    }

    private static String client(Installation installation, String name) {
        CommandRun made = installation.gatehouse("scim", "client", "create", name);
        assertThat(made.exit()).as(made.err()).isZero();
        return made.out().lines().toList().get(1);
    }

    /** Before each size, and twice before the first: what was compiled in between is nobody's advantage. */
    private void warm(Installation installation, int users, String other) {
        maker = other;
        for (Act act : acts(installation, users)) {
            load(installation, act, CONNECTIONS, WARM);
        }
        maker = token;
    }

    private List<Act> acts(Installation installation, int users) {
        return List.of(
                new Act(
                        "filter by userName",
                        users,
                        i -> get(installation, filter("userName", ScimDirectory.userName(i % users))),
                        true),
                new Act(
                        "filter by externalId",
                        users,
                        i -> get(installation, filter("externalId", ScimDirectory.externalId(i % users))),
                        true),
                new Act(
                        "page of 100, nine tenths in",
                        users,
                        i -> get(installation, "/Users?startIndex=" + (users / 10 * 9 + 1)),
                        false),
                new Act("create", users, i -> send(installation, "POST", "/Users", user(users + "-" + i), maker), true),
                new Act("PATCH active", users, i -> active(installation, users, i), true),
                new Act("one member of the large group", users, i -> oneMember(installation, users, i), true),
                new Act(
                        "page of 100 by cursor, nine tenths in",
                        users,
                        i -> get(installation, "/Users?cursor=" + cursor(installation, users)),
                        true));
    }

    /** Behind nine tenths of the users; found once, by walking there. */
    private String cursor(Installation installation, int users) {
        return cursors.computeIfAbsent(users, _ -> {
            int page = Math.min(1_000, users / 10 * 9);
            String cursor = "";
            for (int seen = 0; seen < users / 10 * 9; seen += page) {
                cursor = next(installation, "/Users?attributes=userName&count=" + page + "&cursor=" + cursor);
            }
            return cursor;
        });
    }

    private String next(Installation installation, String path) {
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + installation.port() + "/scim/demo/v2" + path))
                .header("Authorization", "Bearer " + token)
                .build();
        try (var http = HttpClient.newHttpClient()) {
            return Installation.parse(
                            http.send(request, BodyHandlers.ofString()).body())
                    .path("nextCursor")
                    .asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Of both sizes as many people, spread over all of them, are ended as come back: an end is more work. */
    private String active(Installation installation, int users, int i) {
        return patch(
                installation,
                "/Users/" + ScimDirectory.user(users - 1 - i % FEW * (users / FEW)),
                "replace",
                "active",
                Boolean.toString(i / FEW % 2 == 1));
    }

    /** In with those who are not in it, and out with the same. */
    private String oneMember(Installation installation, int users, int i) {
        String member = ScimDirectory.user(users / 2 + i % COMERS);
        return patch(
                installation,
                "/Groups/" + ScimDirectory.group(ScimDirectory.LARGE),
                i / COMERS % 2 == 0 ? "add" : "remove",
                "members",
                "[{\"value\":\"" + member + "\"}]");
    }

    private void measure(Installation installation, int users) {
        for (Act act : acts(installation, users)) {
            String of = act.name() + ", " + users + " users";
            HttpLoad.Done alone = load(installation, act, 1, ALONE);
            boolean oneMember = act.name().startsWith("one member");
            if (oneMember) {
                report.add(of + ", p50", new Samples(alone.millis(0.5)), "ms", Goal.atMost(20));
            } else {
                report.add(of + ", p50", new Samples(alone.millis(0.5)), "ms");
            }
            growth(act, ", p50", users, alone.millis(0.5), "ms");
            report.add(of + ", p99", new Samples(alone.millis(0.99)), "ms");
            double gateway = CpuMeter.of(installation.pid("gateway").orElseThrow());
            double database = CpuMeter.ofFamily(installation.pid("database").orElseThrow());
            HttpLoad.Done together = load(installation, act, CONNECTIONS, TOGETHER);
            gateway = CpuMeter.of(installation.pid("gateway").orElseThrow()) - gateway;
            database = CpuMeter.ofFamily(installation.pid("database").orElseThrow()) - database;
            if (act.name().startsWith("PATCH")) {
                report.add(of, new Samples(together.perSecond()), "requests/s", Goal.atLeast(300));
            } else {
                report.add(of, new Samples(together.perSecond()), "requests/s");
            }
            report.add(of + ", gateway", new Samples(gateway / TOGETHER), "µs CPU");
            report.add(of + ", PostgreSQL", new Samples(database / TOGETHER), "µs CPU");
            growth(act, ", in all", users, (gateway + database) / TOGETHER, "µs CPU", Goal.atMost(GROWTH));
        }
    }

    /** Times are also those of others on the machine, so only CPU has a goal. */
    private void growth(Act act, String figure, int users, double value, String unit, Goal... goal) {
        String of = act.name() + figure;
        if (users == FEW) {
            few.put(of, value);
        } else {
            report.addAgainst(
                    of + ", " + users + " users against " + FEW,
                    new Samples(value),
                    unit,
                    few.get(of),
                    act.isPoint() ? goal : new Goal[0]);
        }
    }

    /** As a whole into an empty group, then with one member more than there are. */
    private void putLarge(Installation installation) {
        List<Double> whole = new ArrayList<>();
        List<Double> oneMore = new ArrayList<>();
        for (int i = 0; i < PUTS; i++) {
            put(installation, 0);
            whole.add(put(installation, MANY / 2));
            oneMore.add(put(installation, MANY / 2 + 1));
        }
        report.add("PUT of 50,000 members into an empty group", samples(whole), "ms", Goal.atMost(10_000));
        report.add("PUT of 50,001 members where 50,000 are", samples(oneMore), "ms");
    }

    private double put(Installation installation, int members) {
        String list = IntStream.range(0, members)
                .mapToObj(i -> "{\"value\":\"" + ScimDirectory.user(i) + "\"}")
                .collect(Collectors.joining(","));
        String request = send(
                installation,
                "PUT",
                "/Groups/" + ScimDirectory.group(ScimDirectory.LARGE) + "?excludedAttributes=members",
                "{\"displayName\":\"Group 0\",\"members\":[" + list + "]}");
        return HttpLoad.of(installation.port(), List.of(request)).each(1).millis(1);
    }

    private HttpLoad.Done load(Installation installation, Act act, int connections, int count) {
        int from = used.getOrDefault(act, 0);
        used.put(act, from + count);
        List<String> requests =
                IntStream.range(from, from + count).mapToObj(act.request()).toList();
        return HttpLoad.of(installation.port(), requests).each(connections);
    }

    private String get(Installation installation, String path) {
        return send(installation, "GET", path, "");
    }

    private String patch(Installation installation, String path, String op, String attribute, String value) {
        return send(
                installation,
                "PATCH",
                path,
                "{\"Operations\":[{\"op\":\"%s\",\"path\":\"%s\",\"value\":%s}]}".formatted(op, attribute, value));
    }

    private String send(Installation installation, String method, String path, String body) {
        return send(installation, method, path, body, token);
    }

    private static String send(Installation installation, String method, String path, String body, String token) {
        return HttpLoad.request(installation.port(), method, "/scim/demo/v2" + path, token, body);
    }

    private static String filter(String attribute, String value) {
        return "/Users?filter=" + URLEncoder.encode(attribute + " eq \"" + value + "\"", StandardCharsets.UTF_8);
    }

    private static String user(String number) {
        return """
                {"userName": "new%1$s@example.org", "externalId": "new-%1$s", "displayName": "New %1$s", "active": true,
                 "name": {"givenName": "New", "familyName": "%1$s"},
                 "emails": [{"type": "work", "primary": true, "value": "new%1$s@example.org"}]}""".formatted(number);
    }

    private static Samples samples(List<Double> values) {
        return new Samples(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
