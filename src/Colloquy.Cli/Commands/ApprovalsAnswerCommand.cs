using System.CommandLine;
using System.Globalization;

namespace Colloquy.Cli;

/// <summary><c>colloquy approvals approve</c> and <c>refuse</c>: answers a tool call that waits for a person.</summary>
internal sealed class ApprovalsAnswerCommand
{
    private readonly GlobalOptions _globals;
    private readonly CliHost _host;
    private readonly HelpfulCommand _command;
    private readonly SessionArgument _session;
    private readonly Option<bool> _all = new("--all") { Description = "Answer all calls of the turn that wait" };
    private readonly Option<string?> _remember = GlobalOptions.Choice("--remember", "WHAT", "Answer later calls alike: of this tool, or this call (the tool with these arguments)", "tool", "call");
    private readonly Option<string?> _by = new("--by") { HelpName = "NAME", Description = "Who answers, for the log" };
    private readonly Option<string?>? _reason;
    private readonly Option<bool> _resume = new("--resume") { Description = "When all calls are answered, go on with the turn; works only where this program has the tools" };
    private readonly AgentOptions _agent;

    private ApprovalsAnswerCommand(HelpfulCommand command, GlobalOptions globals, CliHost host, bool refuses)
    {
        (_command, _globals, _host) = (command, globals, host);
        _session = new SessionArgument(globals, command, takesBranch: true, new WordArgument("call", "The id or number of the call, as `approvals list` shows it; may be left out when only one waits", IsRequired: false))
        {
            Missing = "No call is named: give its id, or its conversation.",
        };
        foreach (var option in new Option[] { _all, _remember, _by })
            command.Options.Add(option);
        if (refuses)
            command.Options.Add(_reason = new Option<string?>("--reason") { HelpName = "TEXT", Description = "Why, as the model is told" });
        command.Options.Add(_resume);
        _agent = new AgentOptions(globals, command);
        command.SetAction(RunAsync);
    }

    public static Command CreateApprove(GlobalOptions globals, CliHost host) => new ApprovalsAnswerCommand(
        new HelpfulCommand("approve", "Approves a tool call that waits: it runs, once, when its turn goes on.")
        {
            Examples = ["colloquy approvals approve 12-9f3c0a5b6d7e8f01", "colloquy approvals approve ticket-4711 --user ines --remember tool"],
        },
        globals,
        host,
        refuses: false)._command;

    public static Command CreateRefuse(GlobalOptions globals, CliHost host) => new ApprovalsAnswerCommand(
        new HelpfulCommand("refuse", "Refuses a tool call that waits: it does not run, and the model is told why.")
        {
            Examples = ["colloquy approvals refuse 12-9f3c0a5b6d7e8f01 --reason \"Too much.\"", "colloquy approvals refuse ticket-4711 --all"],
        },
        globals,
        host,
        refuses: true)._command;

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var store = await StoreFile.Of(parsed, _globals, _host).OpenExistingAsync(_host, cancellationToken).ConfigureAwait(false);
        var (session, named) = await FindAsync(parsed, store, cancellationToken).ConfigureAwait(false);
        var waiting = await session.Approvals.ListAsync(cancellationToken).ConfigureAwait(false);
        if (!parsed.GetValue(_resume))
        {
            await AnswerAsync(parsed, session, Chosen(), cancellationToken).ConfigureAwait(false);
            return ExitCode.Ok;
        }

        var model = _agent.ModelOf(parsed, _host);
        using var client = _host.OpenModel(model, _host.ModelOptions);
        await using var servers = _agent.OpenServers(parsed);
        using var memory = _agent.OpenMemory(parsed, session.Key, _host);
        var agent = _agent.CreateAgent(parsed, client, _host, servers, memory);
        if (await ChatApprovals.FindMissingToolAsync(agent, waiting, cancellationToken).ConfigureAwait(false) is { } missing)
            throw new CliException(ExitCode.Error, $"This program has no tool '{PlainText.Line(missing)}', and cannot go on with the turn. Leave out --resume; the application that asked goes on.");

        if (await AnswerAsync(parsed, session, Chosen(), cancellationToken).ConfigureAwait(false) == 0)
        {
            AgentOptions.Introduce(client, model, _host.Terminal);
            await new TurnRunner(_host).RunAsync(token => agent.ResumeStreamingAsync(session, _agent.RunOptionsOf(parsed), token)).ConfigureAwait(false);
        }

        return ExitCode.Ok;

        List<Approval> Chosen() => named is null ? Choose(parsed, session, waiting) : [named];
    }

    /// <summary>Finds the session; when the call is named by its id, on the branch where it was asked, also without the session's name.</summary>
    private async Task<(Session Session, Approval? Named)> FindAsync(ParseResult parsed, ISessionStore store, CancellationToken cancellationToken)
    {
        var isNamed = parsed.GetValue(_globals.Session) is not null || _session.WordOf(parsed, 0) is not null;
        if (!ApprovalId.TryParse(isNamed ? _session.WordOf(parsed, 0) : _session.KeyOf(parsed).Id, out var id) || (!isNamed && await store.GetAsync(_session.KeyOf(parsed), cancellationToken).ConfigureAwait(false) is not null))
            return (await _session.FindAsync(parsed, store, _host, cancellationToken).ConfigureAwait(false), null);

        if (isNamed)
        {
            var named = await _session.FindAsync(parsed, store, _host, cancellationToken).ConfigureAwait(false);
            return await named.Approvals.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } asked
                ? (asked.Session == named.Key ? await named.Branches.OpenAsync(asked.Branch, cancellationToken).ConfigureAwait(false) : named, asked)
                : throw new CliException(ExitCode.NotFound, $"Session {Wording.Name(named.Key)} has asked nothing under the id {id}. `colloquy approvals list` shows what waits.");
        }

        var (key, approval) = await WaitingCalls.FindAsync(store, id, _globals.SelectionOf(parsed), _host, cancellationToken).ConfigureAwait(false)
            ?? throw new CliException(ExitCode.NotFound, $"No call with the id {id} waits: it was answered, or the conversation has left it. Name its conversation with --session to learn who answered.");
        var session = (await store.FindAsync(key, new OpenSessionOptions { TimeProvider = _host.Time }, cancellationToken).ConfigureAwait(false))!;
        return (key == approval.Session ? await session.Branches.OpenAsync(approval.Branch, cancellationToken).ConfigureAwait(false) : session, approval);
    }

    private List<Approval> Choose(ParseResult parsed, Session session, IReadOnlyList<Approval> waiting)
    {
        var word = _session.WordOf(parsed, 0);
        if (word is not null && parsed.GetValue(_all))
            throw new CliException(ExitCode.Usage, "--all answers every call that waits; leave out the number.");
        if (word is not null && !long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            throw new CliException(ExitCode.Usage, $"'{PlainText.Short(word, 40)}' is no id and no number of a call; `colloquy approvals list` shows them.");

        List<Approval> chosen = word is null ? [.. waiting] : [.. waiting.Where(approval => approval.Position.ToString() == word)];
        return chosen.Count switch
        {
            0 => throw new CliException(ExitCode.NotFound, $"{(word is null ? "Nothing waits" : $"No call of number {word} waits")} for a person on branch '{PlainText.Line(session.Branch)}' of session {Wording.Name(session.Key)}. `colloquy approvals list` shows what does."),
            > 1 when !parsed.GetValue(_all) => throw new CliException(ExitCode.Usage, $"{Wording.Count(chosen.Count, "call")} wait, with the numbers {string.Join(", ", chosen.Select(approval => approval.Position))}; name one, or add --all."),
            _ => chosen,
        };
    }

    /// <summary>Answers, and says so.</summary>
    /// <returns>How many calls wait on.</returns>
    private async Task<int> AnswerAsync(ParseResult parsed, Session session, List<Approval> chosen, CancellationToken cancellationToken)
    {
        var remember = parsed.GetValue(_remember) switch { "tool" => RememberApproval.Tool, "call" => RememberApproval.Call, _ => RememberApproval.Nothing };
        var by = parsed.GetValue(_by);
        var left = await session.Approvals.ListAsync(cancellationToken).ConfigureAwait(false);
        foreach (var approval in chosen)
        {
            // One that was remembered may have answered another.
            if (chosen.Count > 1 && !left.Any(other => other.Session == approval.Session && other.Position == approval.Position))
                continue;

            left = _reason is null
                ? await session.Approvals.ApproveAsync(approval, remember, by, cancellationToken).ConfigureAwait(false)
                : await session.Approvals.RefuseAsync(approval, parsed.GetValue(_reason), remember, by, cancellationToken).ConfigureAwait(false);
            _host.Terminal.Say($"{(_reason is null ? "Approved" : "Refused")} {WaitingCalls.Describe(approval)}");
        }

        if (left.Count > 0)
            _host.Terminal.Note($"{Wording.Count(left.Count, "call")} of the turn {(left.Count == 1 ? "waits" : "wait")} on.");
        else if (!parsed.GetValue(_resume))
            _host.Terminal.Note("No more calls wait: the turn goes on when the application resumes the conversation.");
        return left.Count;
    }
}
