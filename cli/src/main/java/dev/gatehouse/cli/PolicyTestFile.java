package dev.gatehouse.cli;

import dev.gatehouse.policy.Trial;
import dev.gatehouse.policy.Trials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** A file with cases, and the policies that they are about. */
final class PolicyTestFile {
    private static final Pattern NAME = Pattern.compile(".+[-_]test\\.ya?ml");
    private static final Pattern GLOB = Pattern.compile("[*?\\[{]");

    private final World world;
    private final Trials trials;

    PolicyTestFile(World world, Trials trials) {
        this.world = world;
        this.trials = trials;
    }

    /** The files that a path means: itself, or of a folder all in it and below it that are named {@code *-test.yaml}. */
    List<Path> under(String path) {
        Path place = world.resolve(path);
        if (!Files.isDirectory(place)) {
            return List.of(place);
        }
        List<Path> found = files(place).stream()
                .filter(file -> NAME.matcher(file.getFileName().toString()).matches())
                .toList();
        if (found.isEmpty()) {
            throw CommandFailure.usage("no file in " + path + " is named *-test.yaml");
        }
        return found;
    }

    /** What becomes of its cases, in their order. */
    List<PolicyCase.Result> run(Path file, Instant now) {
        List<YamlValue> documents = YamlValue.documents(shown(file), read(file));
        if (documents.size() != 1) {
            throw CommandFailure.usage(shown(file) + ": a test is one document, with policies and cases");
        }
        YamlValue test = documents.getFirst();
        test.members(Set.of("policies", "cases"));
        List<YamlValue> manifests = new ArrayList<>();
        for (YamlValue glob : test.member("policies").items()) {
            policies(file, glob).forEach(policy -> manifests.addAll(YamlValue.documents(shown(policy), read(policy))));
        }
        if (test.member("cases").items().isEmpty()) {
            throw test.member("cases").wrong("there are no cases here, so nothing would be tested");
        }
        Trial trial = trials.of(PolicyManifests.policy(manifests));
        return new PolicyCases(now)
                .read(test.member("cases")).stream().map(each -> each.on(trial)).toList();
    }

    /** As people see it: from where they are, if it is below. */
    String shown(Path file) {
        return file.startsWith(world.folder()) ? world.folder().relativize(file).toString() : file.toString();
    }

    /** The files that are meant, without the test itself. */
    private static List<Path> policies(Path file, YamlValue glob) {
        Path folder = file.resolveSibling("").normalize();
        String text = glob.text();
        List<Path> found;
        try {
            var wildcard = GLOB.matcher(text);
            if (wildcard.find()) {
                int begin = text.lastIndexOf('/', wildcard.start()) + 1;
                found = matching(folder.resolve(text.substring(0, begin)).normalize(), text.substring(begin));
            } else {
                found = List.of(folder.resolve(text).normalize());
            }
        } catch (PatternSyntaxException | InvalidPathException malformed) {
            throw glob.wrong("not a pattern of files");
        }
        List<Path> policies =
                found.stream().filter(each -> !each.equals(file.normalize())).toList();
        if (policies.stream().noneMatch(Files::isRegularFile)) {
            throw glob.wrong("there is no such file");
        }
        return policies;
    }

    private static List<Path> matching(Path folder, String pattern) {
        PathMatcher matcher = folder.getFileSystem().getPathMatcher("glob:" + pattern);
        return files(folder).stream()
                .filter(file -> matcher.matches(folder.relativize(file)))
                .toList();
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException unreadable) {
            throw CommandFailure.usage("cannot read " + folder);
        }
    }

    private String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw CommandFailure.usage("cannot read " + shown(file));
        }
    }
}
