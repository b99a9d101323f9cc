package netkit.compare;

/** Nobody follows the experiment. */
class Silence implements Experiment.Progress {
    @Override
    public void begins(Scenario scenario, Transport transport) {}

    @Override
    public void at(Scenario scenario, Transport transport, int offered) {}

    @Override
    public void ended(Cell cell) {}
}
