package dev.gatehouse.audit;

/**
 * The first failure a verifier met.
 *
 * @param place where: a byte of the file, a JSON Pointer into it, or the path of a tile
 * @param problem what is wrong there
 */
public record Finding(String place, String problem) {
    @Override
    public String toString() {
        return place + ": " + problem;
    }
}
