package dev.gatehouse.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A page of the documentation, or a section of it, with its fenced blocks. */
final class Page {
    private static final String FENCE = "```";

    private record Block(String language, List<String> lines) {}

    private final List<String> lines;

    private Page(List<String> lines) {
        this.lines = List.copyOf(lines);
    }

    /** The page of this name below {@code docs/}. */
    static Page named(String name) {
        try {
            return new Page(Files.readAllLines(Clone.ROOT.resolve("docs").resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What stands under a heading of the second level. */
    Page section(String heading) {
        return new Page(lines.stream()
                .dropWhile(Predicate.not(("## " + heading)::equals))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .toList());
    }

    /** What stands under a heading of the third level. */
    Page subsection(String heading) {
        return new Page(lines.stream()
                .dropWhile(Predicate.not(("### " + heading)::equals))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## ") && !line.startsWith("### "))
                .toList());
    }

    /** The page without a section. */
    Page without(String heading) {
        int from = lines.indexOf("## " + heading);
        List<String> left = new ArrayList<>(lines);
        left.subList(from, from + 1 + section(heading).lines.size()).clear();
        return new Page(left);
    }

    /** Its only block of a language, which may be none; whoever wants one that is not there has the wrong page. */
    List<String> block(String language) {
        List<Block> found = blocks().stream()
                .filter(block -> block.language().equals(language))
                .toList();
        if (found.size() != 1) {
            throw new IllegalStateException(found.size() + " blocks of \"" + language + "\"");
        }
        return found.getFirst().lines();
    }

    /** All its blocks of a language. */
    List<String> blocks(String language) {
        return blocks().stream()
                .filter(block -> block.language().equals(language))
                .map(block -> String.join("\n", block.lines()))
                .toList();
    }

    /** The commands of its shell blocks, a line each. */
    List<String> commands() {
        return blocks().stream()
                .filter(block -> block.language().equals("sh"))
                .flatMap(block -> block.lines().stream())
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    /** What its shell blocks say, block by block: commands of ours and of others. */
    List<String> scripts() {
        return blocks().stream()
                .filter(block ->
                        block.language().equals("sh") || block.language().equals("bash"))
                .map(block -> String.join("\n", block.lines()))
                .toList();
    }

    private List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        int open = -1;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(FENCE)) {
                if (open >= 0) {
                    blocks.add(new Block(lines.get(open).substring(FENCE.length()), lines.subList(open + 1, i)));
                }
                open = open < 0 ? i : -1;
            }
        }
        return blocks;
    }
}
