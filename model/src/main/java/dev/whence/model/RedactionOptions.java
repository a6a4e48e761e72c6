package dev.whence.model;

import java.util.List;
import java.util.Set;

/**
 * What is to be taken out of records before they are stored.
 *
 * @param secrets keys, tokens and passwords in any text
 * @param personalData kinds of personal data in any text
 * @param drop fields to leave out; a name that ends with {@code *} stands for all that start so
 * @param hash fields of which only a keyed hash is kept, so that equal values can still be told from others; as above
 * @param hashKey the hash's key: who has it can test guesses, so keep it as a secret; the empty text is a key too
 */
public record RedactionOptions(
        boolean secrets, Set<PersonalData> personalData, List<String> drop, List<String> hash, String hashKey) {
    /** A kind of personal data that can be told by its shape. */
    public enum PersonalData {
        EMAIL,
        /** With its country code ({@code +49 30 1234567}), or in the North American form. */
        PHONE,
        /** Of payment, with a right check digit. */
        CARD,
        /** With right check digits. */
        IBAN
    }

    public RedactionOptions {
        personalData = Set.copyOf(personalData);
        drop = List.copyOf(drop);
        hash = List.copyOf(hash);
    }

    /** Secrets only. */
    public static RedactionOptions defaults() {
        return new RedactionOptions(true, Set.of(), List.of(), List.of(), "");
    }
}
