package io.tallyport.app.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** All commands, in the order in which a newcomer meets them. */
final class CommandTree {

    /** The tree with its error handling; {@code execute(args)} runs it. */
    static CommandLine of(Session session) {
        var root = new CommandLine(new Tallyport());
        root.addSubcommand(new DemoCommand(session))
                .addSubcommand(new UpCommand(session))
                .addSubcommand(new EmitCommand(session))
                .addSubcommand(new UsageCommand(session))
                .addSubcommand(new CorrectionCommands.Void(session))
                .addSubcommand(new CorrectionCommands.Restore(session))
                .addSubcommand(new AmendCommand(session))
                .addSubcommand(adjust(session))
                .addSubcommand(new StatementsCommand(session))
                .addSubcommand(new CommandLine(new CommandGroups.Statement())
                        .addSubcommand(new StatementCommands.Show(session))
                        .addSubcommand(new StatementCommands.Release(session)))
                .addSubcommand(new ExportCommand(session))
                .addSubcommand(new CheckCommand(session))
                .addSubcommand(license(session))
                .addSubcommand(new LicensesCommand(session))
                .addSubcommand(new CommandLine(new CommandGroups.Seat())
                        .addSubcommand(new SeatCommands.Assign(session))
                        .addSubcommand(new SeatCommands.Release(session))
                        .addSubcommand(new SeatCommands.Listing(session)))
                .addSubcommand(catalog(session))
                .addSubcommand(
                        new CommandLine(new CommandGroups.Meter()).addSubcommand(new MeterPreviewCommand(session)))
                .addSubcommand(new CommandLine(new RejectedCommand(session))
                        .addSubcommand(new RejectedResubmitCommand(session)))
                .addSubcommand(new UnattributedCommand(session))
                .addSubcommand(new AlertsCommand(session))
                .addSubcommand(new DecisionsCommand(session))
                .addSubcommand(new CommandLine(new CommandGroups.Explain())
                        .addSubcommand(new ExplainDecisionCommand(session))
                        .addSubcommand(new ExplainUsageCommand(session)))
                .addSubcommand(new WatchCommand(session))
                .addSubcommand(
                        new CommandLine(new ClockCommand(session)).addSubcommand(new ClockAdvanceCommand(session)))
                .addSubcommand(new VerifyCommand(session))
                .addSubcommand(new HealthCommand(session))
                .addSubcommand(new TextCommands.Metrics(session))
                .addSubcommand(new TextCommands.OpenApi(session));
        describe(root.getCommandSpec());
        root.setCaseInsensitiveEnumValuesAllowed(true);
        return ErrorHandling.install(root, session);
    }

    /** An amount may begin with a minus sign, which is no option then. */
    private static CommandLine adjust(Session session) {
        return new CommandLine(new AdjustCommand(session)).setUnmatchedOptionsArePositionalParams(true);
    }

    private static CommandLine license(Session session) {
        return new CommandLine(new CommandGroups.License())
                .addSubcommand(new LicenseIssueCommand(session))
                .addSubcommand(new LicenseShowCommand(session))
                .addSubcommand(new LicenseChangeCommands.Activate(session))
                .addSubcommand(new LicenseChangeCommands.Suspend(session))
                .addSubcommand(new LicenseChangeCommands.Resume(session))
                .addSubcommand(new LicenseRenewCommand(session))
                .addSubcommand(new LicenseChangeCommands.Revoke(session))
                .addSubcommand(new LicenseReinstateCommand(session))
                .addSubcommand(new LicenseChangeCommands.Release(session))
                .addSubcommand(new LicenseChangePlanCommand(session))
                .addSubcommand(new LicenseChangeCommands.CancelChange(session))
                .addSubcommand(new LicenseRekeyCommand(session))
                .addSubcommand(new LicenseTimelineCommand(session));
    }

    private static CommandLine catalog(Session session) {
        return new CommandLine(new CommandGroups.Catalog())
                .addSubcommand(new CatalogCommands.Init(session))
                .addSubcommand(new CatalogCommands.Apply(session))
                .addSubcommand(new CatalogRevisionCommands.Listing(session))
                .addSubcommand(new CatalogCommands.Show(session))
                .addSubcommand(new CatalogRevisionCommands.Export(session))
                .addSubcommand(new CatalogCommands.Diff(session))
                .addSubcommand(new CatalogRevisionCommands.Rollback(session));
    }

    /** Every command has --help and wraps its help alike. */
    private static void describe(CommandSpec spec) {
        spec.mixinStandardHelpOptions(true).usageMessage().width(110).abbreviateSynopsis(false);
        spec.usageMessage().sortOptions(false);
        spec.subcommands().values().forEach(sub -> describe(sub.getCommandSpec()));
    }

    private CommandTree() {}
}
