using System.Globalization;

namespace Colloquy.Storage.Conformance;

/// <summary>Takes random steps on the state of sessions of two users, in runs and outside them, and compares with a model after each.</summary>
internal sealed class ScopeSteps(StoreCaseContext context, int seed)
{
    private static readonly Scope[] Kept = [Scope.Session, Scope.User, Scope.App];

    private readonly Random _random = new(seed);
    private readonly ScopeModel _model = new();
    private readonly List<string> _trace = [];
    private readonly string _app = $"app {seed}";
    private int _names;

    public async Task RunAsync(int count)
    {
        try
        {
            foreach (var key in new SessionKey[] { new("one", "ada", _app), new("two", "ada", _app), new("three", "ben", _app) })
            {
                await context.Store.OpenAsync(key);
                _model.Branches.Add((key, BranchHead.Main), ScopeHead.Empty);
            }

            for (var step = 0; step < count; step++)
            {
                var (key, branch) = _model.Branches.Keys.ElementAt(_random.Next(_model.Branches.Count));
                var session = await (await context.Store.FindAsync(key))!.Branches.OpenAsync(branch);
                await StepAsync(session, (key, branch));
                await CompareAsync();
            }
        }
        catch (Exception error)
        {
            throw new ConformanceException($"{error.Message} The last steps were: {string.Join("; ", _trace.TakeLast(10))}. Set {RandomSeed.Variable}={seed} to take the same steps again.", error);
        }
    }

    private async Task StepAsync(Session session, (SessionKey Session, string Branch) at)
    {
        switch (_random.Next(10))
        {
            case 0 or 1 or 2:
                await RunTurnAsync(session, at);
                break;
            case 3 when !_model.Branches[at].BeforeTurns.IsEmpty:
                _trace.Add($"undo on {at}");
                _model.Branches[at] = _model.Branches[at].Undo();
                await session.UndoTurnAsync();
                break;
            case 4 when !session.Record.Head.IsStart:
                var name = $"fork {_names++}";
                _trace.Add($"fork {at} as {name}");
                _model.Branches.Add((at.Session, name), _model.Branches[at]);
                await session.Branches.ForkAsync(name);
                break;
            case 5:
                var owner = _random.Next(2) == 0 ? new SessionOwner(app: _app) : new SessionOwner(at.Session.User, _app);
                await WriteAsync(context.Store.GetState(owner), owner);
                break;
            default:
                await WriteAsync(session.State, at, author: null);
                break;
        }
    }

    /// <summary>A turn whose tool writes to all scopes; what it writes to the temp scope is there for the whole turn, and gone with it.</summary>
    private async Task RunTurnAsync(Session session, (SessionKey Session, string Branch) at)
    {
        var durability = (Durability)_random.Next(2);
        _trace.Add($"run on {at}, durability {durability}");
        _model.Branches[at] = _model.Branches[at].Begin();
        var agent = new Agent(new EchoingModel()) { Name = "writer", Durability = durability, Tools = [AgentTool.Create(LookAsync, EchoingModel.Tool)] };
        await agent.RunAsync("tool", session);

        async Task<string> LookAsync(RunContext run, string what)
        {
            Check.Sequence([], (await run.State.ListAsync(Scope.Temp)).Select(entry => entry.Key), "the temp state of a run that begins");
            await run.State.SetAsync("step", what, Scope.Temp);
            for (var i = _random.Next(4); i > 0; i--)
                await WriteAsync(run.State, at, author: "writer");
            Check.Equal(what, await run.State.GetAsync<string>("step", Scope.Temp), "the temp state of the run");
            await CompareAsync(run.State, at);
            return what;
        }
    }

    private async Task WriteAsync(SessionState state, (SessionKey Session, string Branch) at, string? author)
    {
        var scope = Kept[_random.Next(Kept.Length)];
        var (key, number) = ($"key {_random.Next(3)}", _random.Next(100));
        var before = ValueOf(scope, at, key);
        switch (_random.Next(4))
        {
            case 0:
                _trace.Add($"remove {key} in {scope} of {at}");
                if (before is not null)
                    Write(scope, at, key, null, author);
                Check.Equal(before is not null, await state.RemoveAsync(key, scope), "whether a key was removed");
                break;
            case 1:
                _trace.Add($"increment {key} in {scope} of {at}");
                Write(scope, at, key, (before ?? 0) + number, author);
                Check.Equal((before ?? 0) + number, await state.IncrementAsync(key, number, scope), "the sum");
                break;
            case 2:
                _trace.Add($"compare and set {key} in {scope} of {at}");
                var seen = (await state.FindAsync(key, scope))?.Version;
                Check.Equal(false, await state.TrySetAsync(key, -1, seen is null ? new StateVersion(1) : null, scope), "a write on another version");
                Check.Equal(true, await state.TrySetAsync(key, number, seen, scope), "a write on the version that was seen");
                Write(scope, at, key, number, author);
                break;
            default:
                _trace.Add($"set {key} in {scope} of {at}");
                Write(scope, at, key, number, author);
                await state.SetAsync(key, number, scope);
                break;
        }
    }

    private async Task WriteAsync(StandaloneState state, SessionOwner owner)
    {
        var (key, number) = ($"key {_random.Next(3)}", _random.Next(100));
        _trace.Add($"increment {key} of {owner}");
        var kept = _model.Owner(owner);
        var sum = (kept.Keys.GetValueOrDefault(key).Value ?? 0) + number;
        kept.Write(key, sum, author: null);
        Check.Equal(sum, await state.IncrementAsync(key, number), "the sum");
    }

    private void Write(Scope scope, (SessionKey Session, string Branch) at, string key, int? value, string? author)
    {
        if (scope == Scope.Session)
            _model.Branches[at] = _model.Branches[at].Write(key, value);
        else
            _model.Owner(OwnerOf(scope, at.Session)).Write(key, value, author);
    }

    private int? ValueOf(Scope scope, (SessionKey Session, string Branch) at, string key) => scope != Scope.Session
        ? _model.Owner(OwnerOf(scope, at.Session)).Keys.GetValueOrDefault(key).Value
        : _model.Branches[at].State.TryGetValue(key, out var value) ? value : null;

    private static SessionOwner OwnerOf(Scope scope, SessionKey key) => scope == Scope.App ? new SessionOwner(app: key.App) : key.Owner;

    private async Task CompareAsync()
    {
        foreach (var at in _model.Branches.Keys)
            await CompareAsync((await (await context.Store.FindAsync(at.Session))!.Branches.OpenAsync(at.Branch)).State, at);

        var logs = new List<(SessionOwner Owner, ScopedStateBody Body, string? Author)>();
        foreach (var key in _model.Branches.Keys.Select(at => at.Session).Distinct())
        {
            foreach (var entry in (await new SessionUnderTest(context.Store, key, context.Clock).LogAsync()).Where(entry => entry.Kind == EntryKind.ScopedState))
            {
                var body = (ScopedStateBody)entry.Decode(key);
                logs.Add((OwnerOf(body.Scope, key), body, entry.Author));
            }
        }

        foreach (var (owner, kept) in _model.Owners)
        {
            var told = logs.Where(log => log.Owner == owner).OrderBy(log => log.Body.Version).Select(log => $"{log.Body.Version} {log.Author}: {log.Body.Key} = {(log.Body.Removed ? "removed" : log.Body.Value)}");
            Check.Sequence(kept.Told.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value}")), told, $"what the logs record of the state of {owner}");
        }
    }

    private async Task CompareAsync(SessionState state, (SessionKey Session, string Branch) at)
    {
        Check.Sequence(_model.Branches[at].State.Select(pair => $"{pair.Key} = {pair.Value}"), (await state.ListAsync()).Select(entry => $"{entry.Key} = {entry.Value}"), $"the session state of {at}");
        foreach (var scope in new[] { Scope.User, Scope.App })
        {
            var kept = _model.Owner(OwnerOf(scope, at.Session));
            var since = _random.Next((int)kept.Version + 1);
            Check.Sequence(kept.Keys.Where(pair => pair.Value.Value is not null).Select(pair => $"{pair.Key} = {pair.Value.Value} @{pair.Value.Version}"), (await state.ListAsync(scope)).Select(entry => $"{entry.Key} = {entry.Value} @{entry.Version}"), $"the {scope} state of {at}");
            Check.Sequence(
                kept.Keys.Where(pair => pair.Value.Version > since).OrderBy(pair => pair.Value.Version).Select(pair => $"{pair.Value.Version} {pair.Key} {pair.Value.Value}"),
                (await state.GetChangesAsync(new StateVersion(since), scope)).Select(change => $"{change.Version} {change.Key} {change.Value}"),
                $"the changes of the {scope} state of {at} since version {since}");
        }
    }
}
