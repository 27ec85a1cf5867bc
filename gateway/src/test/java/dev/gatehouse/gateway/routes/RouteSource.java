package dev.gatehouse.gateway.routes;

import dev.gatehouse.worker.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the source of a route says about it: its words, and the problems that its package answers. */
final class RouteSource {
    private static final Path MAIN = Path.of("src/main/java");
    private static final Pattern JAVADOC = Pattern.compile("(?s)/\\*\\*(.*?)\\*/");
    private static final Pattern PROBLEM = Pattern.compile("\\(\\s*([45]\\d{2}),\\s*\"([a-z_]+)\"");
    /** The worker protocol has its codes in an enum. */
    private static final Pattern REFUSAL = Pattern.compile("(?<![.\\w])refuse\\(\\s*([A-Z_]+),");

    private final Path file;
    private final String member;
    private final String type;

    private RouteSource(Path file, String type, String member) {
        this.file = file;
        this.type = type;
        this.member = member;
    }

    /** The method's part of the source: members stand apart by empty lines. */
    static RouteSource of(Route route) {
        Path file = MAIN.resolve(route.owner().getName().replace('.', '/') + ".java");
        String text = text(file);
        String type = text.substring(0, text.indexOf("\n@Path(") + 1);
        String method = " " + route.method() + "(";
        String member = Arrays.stream(text.split("\n\n"))
                .filter(part -> part.contains("@" + route.verb() + "\n") && part.contains(method))
                .filter(part -> route.below().isEmpty() == !part.contains("    @Path("))
                .filter(part -> route.below().isEmpty() || part.contains("@Path(\"" + route.below() + "\")"))
                .filter(part -> part.contains("MULTIPART") == route.type().startsWith("multipart"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no source of " + route.name()));
        return new RouteSource(file, type, member);
    }

    /** The Javadoc of the method, else the one of its class, as one line. */
    String words() {
        return Stream.of(member, type)
                .map(JAVADOC::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .findFirst()
                .map(RouteSource::plain)
                .orElseThrow(() -> new AssertionError(file + " has no Javadoc"));
    }

    /** Codes by status that the route's package answers, and those packages that serve every route. */
    Map<Integer, List<String>> problems() {
        Map<Integer, List<String>> codes = new TreeMap<>();
        Path gateway = MAIN.resolve("dev/gatehouse/gateway");
        List<Path> serving = Stream.of("identity", "problem", "database")
                .map(gateway::resolve)
                .toList();
        for (Path folder : Stream.concat(Stream.of(file.getParent()), serving.stream())
                .distinct()
                .toList()) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(each -> each.toString().endsWith(".java"))
                        .sorted()
                        .map(RouteSource::text)
                        .forEach(each -> {
                            PROBLEM.matcher(each)
                                    .results()
                                    .forEach(found -> add(codes, Integer.parseInt(found.group(1)), found.group(2)));
                            REFUSAL.matcher(each)
                                    .results()
                                    .map(found -> Refusal.valueOf(found.group(1)))
                                    .forEach(why -> add(codes, why.status(), why.code()));
                        });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return codes;
    }

    private static void add(Map<Integer, List<String>> codes, int status, String code) {
        codes.merge(
                status,
                List.of(code),
                (some, more) -> Stream.concat(some.stream(), more.stream())
                        .distinct()
                        .sorted()
                        .toList());
    }

    private static String plain(String javadoc) {
        return javadoc.replaceAll("(?m)^\\s*\\*", "")
                .replaceAll("(?s)<p>Next on the tour.*", "")
                .replaceAll("(?s)\n\\s*@(param|return|throws|see).*", "")
                .replaceAll("\\{@(?:code|link) #?([^}]*)\\}", "`$1`")
                .replaceAll("<p>", "")
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
