package dev.gatehouse.audit;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a tile lies below a log's prefix, as in C2SP tlog-tiles: {@code <L>/<N>[.p/<W>]}, where the index is written as
 * zero-padded elements of three digits, all but the last after an {@code x}: {@code x001/x234/067}.
 *
 * @param index the tile's index within its level
 * @param width how many of its 256 places are filled
 */
public record TilePath(long index, int width) {
    /** Hashes or entries of a full tile. */
    public static final int FULL = 256;

    private static final Pattern FORM = Pattern.compile("((?:x[0-9]{3}/){0,4})([0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

    public TilePath {
        if (index < 0 || width < 1 || width > FULL) {
            throw new IllegalArgumentException("no such tile");
        }
    }

    /** The path's tile, or nothing when it is not written as the specification says. */
    public static Optional<TilePath> parse(String path) {
        Matcher parts = FORM.matcher(path);
        if (!parts.matches()) {
            return Optional.empty();
        }
        long index = Long.parseLong(parts.group(1).replaceAll("[x/]", "") + parts.group(2));
        int width = parts.group(3) == null ? FULL : Integer.parseInt(parts.group(3));
        if (parts.group(3) != null && width >= FULL) {
            return Optional.empty();
        }
        TilePath tile = new TilePath(index, width);
        return tile.toString().equals(path) ? Optional.of(tile) : Optional.empty();
    }

    /** The index of the tile's first hash within its level. */
    public long first() {
        return index * FULL;
    }

    /** True when every place is filled, so that the tile never changes. */
    public boolean full() {
        return width == FULL;
    }

    @Override
    public String toString() {
        StringBuilder path = new StringBuilder(String.format(Locale.ROOT, "%03d", index % 1000));
        for (long rest = index / 1000; rest > 0; rest /= 1000) {
            path.insert(0, String.format(Locale.ROOT, "x%03d/", rest % 1000));
        }
        return full() ? path.toString() : path + ".p/" + width;
    }
}
