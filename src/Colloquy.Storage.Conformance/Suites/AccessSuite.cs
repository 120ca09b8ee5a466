using Microsoft.Extensions.AI;

namespace Colloquy.Storage.Conformance;

/// <summary>A view of a guard lets a principal do what the rules allow, and nothing else, whatever part of the store is used.</summary>
public sealed class AccessSuite : StoreSuite
{
    private static readonly SessionOwner Ada = new("ada", "desk");
    private static readonly SessionKey Mine = new("case", Ada);

    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(An_owner_has_what_is_the_owners_own, Needed),
        Case(Another_user_gets_nothing_and_learns_nothing, Needed),
        Case(A_supervisor_reads_and_changes_nothing, Needed),
        Case(An_administrator_may_do_everything, Needed | StoreTraits.Owners | StoreTraits.Memory | StoreTraits.Usage),
        Case(A_right_that_is_withdrawn_ends_at_once, Needed),
        Case(A_refusal_is_recorded_where_the_session_has_been_used, Needed),
        Case(What_spans_owners_is_for_administrators, Needed | StoreTraits.Directory),
        Case(Memories_and_state_of_users_are_their_own, Needed | StoreTraits.Memory),
        Case(An_agent_runs_with_the_rights_of_the_handle, Needed),
        Case(A_principal_without_a_name_is_refused, Needed),
        Case(Who_makes_a_session_gives_it_its_first_policy, Needed),
        Case(A_search_needs_no_right_to_write_and_gives_none, Needed),
    ];

    private static StoreTraits Needed => StoreTraits.Retention | StoreTraits.State;

    private static async Task An_owner_has_what_is_the_owners_own(StoreCaseContext context)
    {
        var session = await As(context, "ada").OpenAsync(Mine, Options(context));
        await session.AddAsync(new ChatMessage(ChatRole.User, "hello"));
        await session.State.SetAsync("language", "en", Scope.User);
        await session.State.SetAsync("price", 3, Scope.App);

        Check.Equal("hello", (await session.GetItemsAsync()).Single().Message.Text, "the message");
        Check.Equal("en", await session.State.GetAsync<string>("language", Scope.User), "the state of the user");
        Check.Equal(3, await session.State.GetAsync<int>("price", Scope.App), "the state of the application");
        await session.Documents.ExportAsync(Stream.Null);
        await session.AddAsync([new ChatMessage(ChatRole.User, "more"), new ChatMessage(ChatRole.User, "and more")]);
        await RefusedAsync(SessionAction.Prune, () => session.Retention.PruneAsync(PruneStrategy.KeepLast(1)));
        await RefusedAsync(SessionAction.Administer, () => session.Retention.SetAsync(new RetentionPolicy { Ttl = TimeSpan.FromDays(1) }));
        await RefusedAsync(SessionAction.Administer, () => session.Retention.HoldAsync("case 17", "Requested by the court"));
        await RefusedAsync(SessionAction.Administer, () => session.Retention.LiftHoldAsync("case 17"));
        await RefusedAsync(SessionAction.Administer, async () => await session.ReadAuditAsync().ToListAsync());
        await RefusedAsync(SessionAction.Administer, () => As(context, "ada").EraseUserAsync(Ada));
        Check.That(await session.DeleteAsync(), "Expected an owner to be allowed to delete.");
    }

    private static async Task Another_user_gets_nothing_and_learns_nothing(StoreCaseContext context)
    {
        var ben = As(context, "ben");
        var before = await RefusedAsync(SessionAction.Open, () => ben.FindAsync(Mine));
        await MakeAsync(context);

        var after = await RefusedAsync(SessionAction.Open, () => ben.FindAsync(Mine));
        await RefusedAsync(SessionAction.Open, () => ben.OpenAsync(Mine));
        await RefusedAsync(SessionAction.Open, async () => await ben.ListSessionsAsync(Ada).ToListAsync());
        await RefusedAsync(SessionAction.Read, async () => await ben.ReadAsync(Mine, LogRead.All()));
        await RefusedAsync(SessionAction.Read, async () => await ben.ReadAsync(Mine, LogRead.All() with { HeadersOnly = true }));
        await RefusedAsync(SessionAction.Read, async () => await ben.ReadStateAsync(Mine, new Position(1)));
        await RefusedAsync(SessionAction.Read, async () => await ben.GetBlobAsync(Mine, default));
        await RefusedAsync(SessionAction.Open, async () => await ben.GetBranchesAsync(Mine));
        await RefusedAsync(SessionAction.Write, async () => await ben.SetDetailsAsync(Mine, new SessionDetails()));
        await RefusedAsync(SessionAction.Delete, async () => await ben.DeleteAsync(Mine));
        await Check.Throws<SessionAccessException>(() => ben.SearchAsync(new SearchQuery("hello"), Ada), "a search of another's sessions");
        Check.Equal(before.Message, after.Message, "the refusal, whether or not the session is there");
        Check.Equal((Mine, "ben", SessionAction.Open), (after.Key!, after.Principal, after.Action), "what the refusal says");
    }

    private static async Task A_supervisor_reads_and_changes_nothing(StoreCaseContext context)
    {
        await MakeAsync(context);
        var store = As(context, "sam", "supervisor");
        var session = (await store.FindAsync(Mine, Options(context)))!;
        var before = await context.Store.GetAsync(Mine);

        Check.Equal("hello", (await session.GetItemsAsync()).Single().Message.Text, "the message");
        await session.Documents.WriteTranscriptAsync(Stream.Null);
        await RefusedAsync(SessionAction.Write, () => session.AddAsync(new ChatMessage(ChatRole.User, "no")));
        await RefusedAsync(SessionAction.Write, () => session.UndoTurnAsync());
        await RefusedAsync(SessionAction.Write, () => session.SetTitleAsync("no"));
        await RefusedAsync(SessionAction.Write, () => session.State.SetAsync("language", "en", Scope.User));
        await RefusedAsync(SessionAction.Delete, () => session.DeleteAsync());
        await RefusedAsync(SessionAction.Write, () => store.OpenAsync(new SessionKey("new", Ada)));
        Check.Equal(null, await context.Store.GetAsync(new SessionKey("new", Ada)), "the session that was not made");
        Check.Equal(before!.Chain, (await context.Store.GetAsync(Mine))!.Chain, "the chain");
        var records = await context.Store.ReadAuditAsync(Mine).ToListAsync();
        Check.Sequence(["opened", "read", "exported"], records.Where(record => record.Role == "supervisor" && record.Action != AuditAction.Refused).Select(record => record.Action.Value), "the records of the supervisor");
    }

    private static async Task An_administrator_may_do_everything(StoreCaseContext context)
    {
        await MakeAsync(context);
        var store = As(context, "root", "administrator");
        var session = (await store.FindAsync(Mine, Options(context)))!;

        await session.AddAsync(new ChatMessage(ChatRole.User, "by root"));
        await session.Retention.HoldAsync("case 17", "Requested by the court");
        await session.Retention.LiftHoldAsync("case 17");
        Check.That((await session.Retention.PruneAsync(PruneStrategy.KeepLast(1))).Messages > 0, "Expected an administrator to prune.");
        Check.That((await session.ReadAuditAsync().ToListAsync()).Count > 4, "Expected an administrator to read the audit.");
        Check.Equal(1L, (await store.EraseUserAsync(Ada)).Sessions, "the number of sessions that an administrator erased");
    }

    private static async Task A_right_that_is_withdrawn_ends_at_once(StoreCaseContext context)
    {
        var access = new Switch();
        var session = await new SessionGuard(context.Store, new SessionGuardOptions { Access = access, TimeProvider = context.Clock }).For(SessionGuard.CreatePrincipal("ada")).OpenAsync(Mine, Options(context));
        await session.AddAsync(new ChatMessage(ChatRole.User, "hello"));

        access.IsOn = false;

        await RefusedAsync(SessionAction.Open, () => session.GetItemsAsync());
        await Check.Throws<SessionAccessException>(() => session.AddAsync(new ChatMessage(ChatRole.User, "more")), "a message after the right was withdrawn");
        Check.Equal(1, (await (await context.Store.OpenAsync(Mine)).GetItemsAsync()).Count, "the number of messages");
    }

    private static async Task A_refusal_is_recorded_where_the_session_has_been_used(StoreCaseContext context)
    {
        await As(context, "ada").OpenAsync(Mine, Options(context));
        var trails = await context.Store.ListSessionsAsync(new SessionOwner(app: "colloquy.audit")).CountAsync();

        await RefusedAsync(SessionAction.Open, () => As(context, "ben").FindAsync(Mine));
        await RefusedAsync(SessionAction.Open, () => As(context, "ben").FindAsync(new SessionKey("guessed", Ada)));
        await RefusedAsync(SessionAction.Open, () => As(context, "ben").FindAsync(new SessionKey("guessed", "nobody", "desk")));

        var records = await context.Store.ReadAuditAsync(Mine).ToListAsync();
        Check.Sequence([("opened", ""), ("refused", "Open")], records.Select(record => (record.Action.Value, record.Detail ?? "")), "the records");
        Check.Equal(trails, await context.Store.ListSessionsAsync(new SessionOwner(app: "colloquy.audit")).CountAsync(), "the number of trails after guesses");
    }

    private static async Task What_spans_owners_is_for_administrators(StoreCaseContext context)
    {
        await MakeAsync(context);
        var store = As(context, "sam", "supervisor");
        await RefusedAsync(SessionAction.Administer, async () => await store.Require<ISessionDirectory>().ListAllSessionsAsync(SessionSelection.All).ToListAsync());
        await RefusedAsync(SessionAction.Administer, async () => await store.VerifyAllAsync().ToListAsync());
        await RefusedAsync(SessionAction.Administer, async () => await store.ReadAdministrationAuditAsync().ToListAsync());
        await RefusedAsync(SessionAction.Administer, async () => await new RetentionSweeper(store).SweepAsync().ToListAsync());
        Check.Equal(1, (await store.Require<ISessionDirectory>().ListAllSessionsAsync(SessionSelection.OfOwner(Ada)).ToListAsync()).Count, "the sessions of one user");
    }

    private static async Task Memories_and_state_of_users_are_their_own(StoreCaseContext context)
    {
        await As(context, "ada").GetMemory(Ada).AddAsync("has a parrot");
        await As(context, "ada").GetState(Ada).SetAsync("language", "en");
        var ben = As(context, "ben");

        await RefusedAsync(SessionAction.Read, () => ben.GetMemory(Ada).SearchAsync("parrot"));
        await RefusedAsync(SessionAction.Write, () => ben.GetMemory(Ada).ClearAsync());
        await RefusedAsync(SessionAction.Read, () => ben.GetState(Ada).GetAsync<string>("language"));
        await RefusedAsync(SessionAction.Read, () => ben.GetState(Ada).SetAsync("language", "fr"));
        Check.Equal("en", await As(context, "ada").GetState(Ada).GetAsync<string>("language"), "the state");
    }

    private static async Task An_agent_runs_with_the_rights_of_the_handle(StoreCaseContext context)
    {
        var agent = new Agent(new EchoingModel()) { Tools = [EchoingModel.Look] };
        var session = await As(context, "ada").OpenAsync(Mine, Options(context));
        await agent.RunAsync("Take the tool", session);
        var seen = (await As(context, "sam", "supervisor").FindAsync(Mine, Options(context)))!;

        await RefusedAsync(SessionAction.Write, () => agent.RunAsync("Take the tool", seen));

        Check.Equal(1, (await session.Turns.ReadAsync().ToListAsync()).Count, "the number of turns");
        Check.Equal(SessionActivity.Idle, (await session.RefreshAsync()).Activity, "the activity");
    }

    private static async Task A_principal_without_a_name_is_refused(StoreCaseContext context)
    {
        var guard = new SessionGuard(context.Store);
        await Check.Throws<ArgumentException>(() => Task.FromResult(guard.For(new System.Security.Claims.ClaimsPrincipal())), "a principal without a name");
        await Check.Throws<ArgumentException>(() => Task.FromResult(guard.For(new System.Security.Claims.ClaimsPrincipal(new System.Security.Claims.ClaimsIdentity([new("sub", "ada")])))), "a principal that is not authenticated");
        await Check.Throws<InvalidKeyException>(() => Task.FromResult(guard.For(SessionGuard.CreatePrincipal("a\u0001b"))), "a principal whose name is no user's");
    }

    private static async Task Who_makes_a_session_gives_it_its_first_policy(StoreCaseContext context)
    {
        var policy = new RetentionPolicy { Ttl = TimeSpan.FromDays(30) };
        var session = await As(context, "ada").OpenAsync(Mine, new OpenSessionOptions { TimeProvider = context.Clock, Retention = policy });

        Check.Equal(policy, session.Record.Retention, "the policy of a new session");
        await RefusedAsync(SessionAction.Administer, () => As(context, "ada").OpenAsync(Mine, new OpenSessionOptions { TimeProvider = context.Clock, Retention = policy with { Ttl = TimeSpan.FromDays(1) } }));
    }

    private static async Task A_search_needs_no_right_to_write_and_gives_none(StoreCaseContext context)
    {
        await MakeAsync(context);
        var store = As(context, "sam", "supervisor");

        Check.Equal(1, (await store.SearchAsync(new SearchQuery("hello"), Ada)).Hits.Count, "the number of messages that a supervisor finds");
        if (store.GetService<ISearchIndex>() is { } index)
            await RefusedAsync(SessionAction.Write, async () => await index.AddAsync([new SearchAddition(Mine, default, new Position(2), default, [])]));
    }

    private static async Task MakeAsync(StoreCaseContext context) => await (await context.Store.OpenAsync(Mine, Options(context))).AddAsync(new ChatMessage(ChatRole.User, "hello"));

    private static ISessionStore As(StoreCaseContext context, string name, params string[] roles) =>
        new SessionGuard(context.Store, new SessionGuardOptions { TimeProvider = context.Clock }).For(SessionGuard.CreatePrincipal(name, roles));

    private static OpenSessionOptions Options(StoreCaseContext context) => new() { TimeProvider = context.Clock };

    private static async Task<SessionAccessException> RefusedAsync(SessionAction action, Func<Task> call)
    {
        var refused = await Check.Throws<SessionAccessException>(call, $"a call that needs {action}");
        Check.Equal(action, refused.Action, "the refused action");
        return refused;
    }

    /// <summary>Allows everything or nothing.</summary>
    private sealed class Switch : ISessionAccess
    {
        public bool IsOn { get; set; } = true;

        public ValueTask<bool> IsAllowedAsync(SessionAccessRequest request, CancellationToken cancellationToken = default) => new(IsOn);
    }
}
