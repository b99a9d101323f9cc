package netkit.lesson.judge;

import netkit.lesson.check.Check;

/** What is called while the checks run, on the judge's thread. */
public interface JudgeListener {
    /** Does nothing. */
    JudgeListener NONE = new JudgeListener() {
        @Override
        public void begins(Check check) {}

        @Override
        public void ended(CheckOutcome outcome) {}
    };

    void begins(Check check);

    void ended(CheckOutcome outcome);
}
