using System.CommandLine;
using System.CommandLine.Help;

namespace Colloquy.Cli;

/// <summary>The whole command line: reads the arguments, runs the command, and turns an error into a line and an exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args, CliHost host)
    {
        try
        {
            var globals = new GlobalOptions();
            var parsed = Create(globals, host).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Errors.Count > 0)
                return Fail(host, ExitCode.Usage, $"{PlainText.Line(parsed.Errors[0].Message)} See `{PathOf(parsed.CommandResult.Command)} --help`.");

            host.Terminal.Pager = parsed.GetValue(globals.NoPager) ? null : Pager.Of(host);
            var invocation = new InvocationConfiguration
            {
                Output = host.Terminal.Output,
                Error = host.Terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(invocation, host.Interrupts.Leave).ConfigureAwait(false);
        }
        catch (OutputClosedException)
        {
            // As for a program that the signal of a closed pipe ends: there is nobody to say it to.
            return ExitCode.OutputClosed;
        }
#pragma warning disable CA1031 // Whatever went wrong, the person sees a sentence.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            return Fail(host, Failure.ExitCodeOf(problem), Failure.LineOf(problem));
        }
    }

    /// <summary>The whole tree of commands.</summary>
    public static HelpfulCommand Create(GlobalOptions globals, CliHost host)
    {
        var root = new HelpfulCommand("colloquy", "Talks to a model in conversations that are kept, and shows what is kept.")
        {
            Examples = ["colloquy chat", "colloquy chat --session ticket-4711 --user ines", "colloquy sessions list", "colloquy usage --by day", "colloquy doctor"],
        };
        root.Options.Add(new HelpOption { Action = new HelpWithExamples(clearsParseErrors: true) });
        root.Options.Add(new Option<bool>("--version") { Description = "Show the version of colloquy", Action = new ShowVersion() });
        globals.AddTo(root);
        root.Subcommands.Add(ChatCommand.Create(globals, host));
        root.Subcommands.Add(SessionsCommand.Create(globals, host));
        root.Subcommands.Add(SessionsSearchCommand.CreateShort(globals, host));
        root.Subcommands.Add(StateCommand.Create(globals, host));
        root.Subcommands.Add(MemoryCommand.Create(globals, host));
        root.Subcommands.Add(ApprovalsCommand.Create(globals, host));
        root.Subcommands.Add(UsageCommand.Create(globals, host));
        root.Subcommands.Add(TopCommand.Create(globals, host));
        root.Subcommands.Add(RetentionCommand.Create(globals, host));
        root.Subcommands.Add(VerifyCommand.Create(globals, host));
        root.Subcommands.Add(AuditCommand.Create(globals, host));
        root.Subcommands.Add(UsersCommand.Create(globals, host));
        root.Subcommands.Add(StoreCommand.Create(globals, host));
        root.Subcommands.Add(ImportCommand.Create(globals, host));
        root.Subcommands.Add(KeysCommand.Create(globals, host));
        root.Subcommands.Add(TestCommand.Create(globals, host));
        root.Subcommands.Add(DoctorCommand.Create(globals, host));
        return root;
    }

    private static int Fail(CliHost host, int exitCode, string line)
    {
        host.Terminal.Problem(line);
        return exitCode;
    }

    private static string PathOf(Command command)
    {
        var parents = command.Parents.OfType<Command>().FirstOrDefault();
        return parents is null ? command.Name : $"{PathOf(parents)} {command.Name}";
    }
}
