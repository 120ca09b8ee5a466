using System.CommandLine;
using System.Runtime.InteropServices;
using Colloquy.Models;
using Colloquy.Sqlite;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary><c>colloquy doctor</c>: what this machine has, and what is missing. It prints no key and asks nothing over the network.</summary>
internal static class DoctorCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("doctor", "Says which versions, SQLite library, store and models are in use, and what is missing. Prints no keys.")
        {
            Examples = ["colloquy doctor", "colloquy doctor --store desk.db --json"],
        };
        var json = GlobalOptions.Json();
        command.Options.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var report = await ExamineAsync(StoreFile.Of(parsed, globals, host), parsed.GetValue(globals.Model), host, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
                CliJson.Print(report, host);
            else
                Print(report, host);
            return report.Healthy ? ExitCode.Ok : ExitCode.Error;
        });
        return command;
    }

    private static async Task<DoctorJson> ExamineAsync(StoreFile file, string? model, CliHost host, CancellationToken cancellationToken)
    {
        var store = await StoreExamination.RunAsync(file, cancellationToken).ConfigureAwait(false);
        return new DoctorJson
        {
            Healthy = store.Problem is null,
            Version = ShowVersion.Version,
            Runtime = RuntimeInformation.FrameworkDescription,
            System = $"{RuntimeInformation.OSDescription} ({RuntimeInformation.OSArchitecture})",
            Sqlite = new SqliteJson(SqliteSessionStore.LibraryVersion.ToString()),
            Store = store,
            DefaultModel = model ?? ChatModels.DefaultName(host.ModelOptions),
            Models = [.. ChatModels.GetProviders(host.ModelOptions).Select(found => new ModelJson(found.Provider, found.Example, found.IsConfigured, found.Missing, Endpoint(found), found.Problem))],
        };
    }

    // A URL can carry a name and a password, or a key in its query.
    private static string? Endpoint(ModelProviderStatus found) =>
        found.Endpoint?.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    private static void Print(DoctorJson report, CliHost host)
    {
        var facts = new FactGrid();
        void Row(string name, string markup) => facts.AddMarkup(name, markup);

        Row("Colloquy", report.Version);
        Row("Runtime", Markup.Escape(report.Runtime));
        Row("System", Markup.Escape(report.System));
        Row("SQLite", Markup.Escape(report.Sqlite.Version));
        Row("Store", Markup.Escape(report.Store.Path));
        Row("", Markup.Escape(StoreExamination.Describe(report.Store)));
        Row("Model", Markup.Escape(report.DefaultModel) + (report.DefaultModel == "offline" ? " [yellow](a stand-in that answers by rules: set a key for a real one)[/]" : ""));
        facts.Print(host.Terminal);
        host.Terminal.Output.WriteLine();

        var models = Terminal.CreateTable("Provider", "For example", "State");
        models.Columns[2].NoWrap = false;
        foreach (var model in report.Models)
            models.AddRow(model.Provider, Markup.Escape(model.Example), State(model, host));
        host.Terminal.Write(models);
    }

    private static string State(ModelJson model, CliHost host) => model switch
    {
        { Configured: true, Endpoint: null } => "[green]ready[/]",
        { Configured: true, Endpoint: var endpoint } => $"[green]configured[/], {Markup.Escape(endpoint)}",
        { Missing.Count: > 0 } when model.Missing.All(variable => string.IsNullOrWhiteSpace(host.Environment(variable))) => $"[grey]set {Markup.Escape(string.Join(" and ", model.Missing))}[/]",
        _ => Markup.Escape(PlainText.Line(model.Problem)),
    };
}
