package io.tallyport.verifier;

import io.tallyport.verifier.Licenses.Answer;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseCommandV1;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The members of one license that have a named seat, and all that had one on the day that runs. */
final class Seats {

    private static final String MEMBER = "member";
    private static final String INVALID = "MEMBER_INVALID";
    private static final int LONGEST_MEMBER = 128;
    private static final int MOST_A_DAY = 2_000;

    private final Set<String> members = new HashSet<>();
    private final Set<String> ofDay = new HashSet<>();
    private long dayFromMs = Long.MIN_VALUE;

    /** Whom a command, or the answer to it, is about. */
    static String member(java.util.Map<String, String> attributes) {
        return attributes.getOrDefault(MEMBER, "");
    }

    /** How many have one. */
    int assigned() {
        return members.size();
    }

    /** How many had one at some time of a day, which is the last one that was asked for or a later one. */
    int ofDay(long fromMs) {
        if (dayFromMs != fromMs) {
            dayFromMs = fromMs;
            ofDay.clear();
            ofDay.addAll(members);
        }
        return ofDay.size();
    }

    /**
     * Decides on a command, of a license whose state allows it.
     *
     * @param plan the plan that it has; null if there is none of that name
     * @param said what the pipeline answered, which is taken where the rules do not say whether a name is one
     */
    Answer apply(LicenseCommandV1 command, Terms.@Nullable Plan plan, @Nullable Answer said) {
        boolean assigns = command.getKind() == LicenseCommandKind.SEAT_ASSIGN;
        String member = member(command.getAttributes());
        boolean saidInvalid = said != null && said.refusal().equals(INVALID);
        if (!isName(member) || saidInvalid && isOdd(member)) {
            return Answer.refused(INVALID);
        }
        if (!assigns) {
            return members.remove(member) ? Answer.moved("SEAT_RELEASED") : Answer.refused("SEAT_NOT_HELD");
        }
        if (members.contains(member)) {
            return Answer.refused("SEAT_HELD");
        }
        if (plan == null || plan.seats() == 0) {
            return Answer.refused("SEATS_NOT_IN_PLAN");
        }
        if (members.size() >= plan.seats()) {
            return Answer.refused("SEATS_TAKEN");
        }
        if (ofDay.size() >= MOST_A_DAY && !ofDay.contains(member)) {
            return Answer.refused("TOO_MANY_MEMBERS");
        }
        members.add(member);
        ofDay.add(member);
        return Answer.moved("SEAT_ASSIGNED");
    }

    private static boolean isName(String member) {
        return !member.isEmpty()
                && member.codePointCount(0, member.length()) <= LONGEST_MEMBER
                && member.chars().noneMatch(Character::isISOControl)
                && member.strip().equals(member);
    }

    /** Whether it depends on how characters are counted, and which of them are white space. */
    private static boolean isOdd(String member) {
        return member.length() > LONGEST_MEMBER
                || Character.isSpaceChar(member.charAt(0))
                || Character.isSpaceChar(member.charAt(member.length() - 1));
    }
}
