package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.policy.Judgement.Outcome;
import dev.gatehouse.policy.Trials;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Holds policies to cases, without a gateway. */
@Command(
        name = "test",
        description =
                "Asks the policies of manifests the questions of test files, and says where they answer otherwise than"
                        + " expected. It needs no gateway. 0: all do as expected; 1: some do not; 2: a file cannot be read.")
final class PolicyTestCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE|DIR",
            description = "Test files, or folders with files named *-test.yaml; this folder unless it is said.")
    private List<String> paths = List.of(".");

    PolicyTestCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        Instant now = settings.world().clock().instant();
        var files = new PolicyTestFile(settings.world(), new Trials());
        Map<String, List<PolicyCase.Result>> results = new LinkedHashMap<>();
        for (String path : paths) {
            for (Path file : files.under(path)) {
                results.put(files.shown(file), files.run(file, now));
            }
        }
        long cases = results.values().stream().mapToLong(List::size).sum();
        long failures = results.values().stream()
                .flatMap(List::stream)
                .filter(result -> !result.passed())
                .count();
        if (output.isText()) {
            results.forEach(this::show);
            settings.world().show("Cases: " + cases + ", failures: " + failures);
        } else {
            settings.world().out().println(output.written(document(results, cases, failures)));
        }
        return (failures == 0 ? ExitCode.DONE : ExitCode.NEGATIVE).number();
    }

    private void show(String file, List<PolicyCase.Result> results) {
        settings.world().show(file);
        for (PolicyCase.Result result : results) {
            PolicyCase of = result.of();
            if (result.passed()) {
                settings.world().show("  ok    " + of.name());
            } else {
                settings.world().show("  FAIL  " + of.name() + " (line " + of.line() + ")");
                settings.world().show("    - " + answer(of.expected(), of.rules()));
                settings.world().show("    + " + answer(result.actual(), result.rules()));
                result.sentences().forEach(sentence -> settings.world().show("      " + sentence));
            }
        }
    }

    private static String answer(Outcome outcome, List<String> rules) {
        return word(outcome) + (rules.isEmpty() ? "" : " by " + String.join(", ", rules));
    }

    private static String word(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode document(Map<String, List<PolicyCase.Result>> results, long cases, long failures) {
        ObjectNode document = Json.object().put("cases", cases).put("failures", failures);
        ArrayNode all = document.putArray("results");
        results.forEach((file, ofFile) -> ofFile.forEach(result -> {
            ObjectNode each = all.addObject()
                    .put("file", file)
                    .put("line", result.of().line())
                    .put("name", result.of().name())
                    .put("passed", result.passed())
                    .put("expected", word(result.of().expected()))
                    .put("actual", word(result.actual()));
            result.rules().forEach(each.putArray("rules")::add);
            result.sentences().forEach(each.putArray("reasons")::add);
        }));
        return document;
    }
}
