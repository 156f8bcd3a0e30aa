package io.tallyport.pipeline.recount;

import io.tallyport.domain.metering.Metering.Contribution;
import io.tallyport.domain.metering.Subjects;
import io.tallyport.pipeline.state.GroupUsage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Room for the groups and subjects of a month that is counted again: twice that of the month itself, for as many may be counted since. */
final class CellRoom {

    private final Set<String> groups = new HashSet<>();
    private final Set<String> subjects = new HashSet<>();
    private final Map<String, Integer> below = new HashMap<>();

    /** Takes the group and the subjects of a contribution in; false, and nothing is taken, if there is no room for all of them. */
    boolean takes(Contribution contribution) {
        String group = contribution.group();
        List<String> path = contribution.subjects();
        boolean newGroup = !group.isEmpty() && !groups.contains(group);
        if (newGroup && groups.size() >= 2 * GroupUsage.MOST || !hasRoom(path)) {
            return false;
        }
        if (newGroup) {
            groups.add(group);
        }
        for (String cell : path) {
            if (!cell.equals(Subjects.UNATTRIBUTED) && subjects.add(cell)) {
                below.merge(Subjects.above(cell), 1, Integer::sum);
            }
        }
        return true;
    }

    private boolean hasRoom(List<String> path) {
        for (int i = 0; i < path.size(); i++) {
            String cell = path.get(i);
            if (!cell.equals(Subjects.UNATTRIBUTED) && !subjects.contains(cell)) {
                // None of those below it can be there.
                return below.getOrDefault(Subjects.above(cell), 0) < 2 * Subjects.MOST_BELOW
                        && subjects.size() + path.size() - i <= 2 * Subjects.MOST;
            }
        }
        return true;
    }
}
