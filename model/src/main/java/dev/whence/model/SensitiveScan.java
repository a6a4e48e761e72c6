package dev.whence.model;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/**
 * Tells what secrets and personal data a text holds, or held before the {@link Redactor} replaced them. Takes time linear in
 * the length of the text. Immutable and safe for any thread.
 */
public final class SensitiveScan {
    private final SensitiveText texts = new SensitiveText(true, EnumSet.allOf(RedactionOptions.PersonalData.class));

    /** Looks for all that can be told by its shape. */
    public SensitiveScan() {}

    /**
     * What was found in a text.
     *
     * @param kind {@code key}, {@code jwt}, {@code password}, {@code email}, {@code card}, …
     * @param secret whether it gives access to something; else it is personal data
     * @param text the find itself, or the mark in its place; never to be shown
     */
    public record Found(String kind, boolean secret, String text) {}

    /** Everything found, in no particular order, at most so many. */
    public List<Found> find(String text, int most) {
        List<Found> found = new ArrayList<>(0);
        marks(text, most, found);
        SensitiveText.Find find = texts.first(text, 0);
        while (find != null && found.size() < most) {
            found.add(new Found(find.kind, !isPersonal(find.kind), text.substring(find.start, find.end)));
            find = texts.first(text, find.end);
        }
        return found;
    }

    private static void marks(String text, int most, List<Found> found) {
        int at = text.indexOf(SensitiveText.MARK);
        while (at >= 0 && found.size() < most) {
            int end = text.indexOf(']', at);
            if (end < 0) {
                return;
            }
            String kind = text.substring(at + SensitiveText.MARK.length(), end);
            found.add(new Found(kind, !isPersonal(kind), text.substring(at, end + 1)));
            at = text.indexOf(SensitiveText.MARK, end);
        }
    }

    private static boolean isPersonal(String kind) {
        return switch (kind) {
            case "email", "phone", "card", "iban" -> true;
            default -> false;
        };
    }
}
