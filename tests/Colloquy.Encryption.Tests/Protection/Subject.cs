using Colloquy.Storage.Conformance;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Encryption.Tests.Protection;

/// <summary>A session that a call is made on: with turns, a call of a tool, an attachment, what was undone, a branch, a turn that waits for a person, pins, state, a memory and what is remembered.</summary>
internal sealed class Subject
{
    public const string Hold = "case 17";
    public const string Branch = "other";

    private static readonly byte[] Picture = [.. Enumerable.Range(0, 100_000).Select(index => (byte)index)];

    private Subject(ISessionStore store, FakeTimeProvider clock, SessionKey key, Protection protection) => (Store, Clock, Key, Protection) = (store, clock, key, protection);

    public ISessionStore Store { get; }

    public FakeTimeProvider Clock { get; }

    public SessionKey Key { get; }

    public Protection Protection { get; }

    public Session Session { get; private set; } = null!;

    /// <summary>The session on the branch where a turn waits.</summary>
    public Session Waiting { get; private set; } = null!;

    public Approval Approval { get; private set; } = null!;

    public MemoryItem Memory { get; private set; } = null!;

    public SessionImage Before { get; private set; } = null!;

    public SessionOwner Owner => Key.Owner;

    private RetentionPolicy Policy => new() { Ttl = TimeSpan.FromDays(30), AutoPrune = true, Strategy = RetentionStrategy.KeepLast, MaxMessages = 1, Immutable = Protection == Protection.Immutable };

    public static async Task<Subject> MakeAsync(ISessionStore store, FakeTimeProvider clock, SessionKey key, Protection protection)
    {
        var subject = new Subject(store, clock, key, protection);
        await subject.FillAsync();
        await subject.ProtectAsync();
        subject.Before = await SessionImage.TakeAsync(store, key, Digest.Of(Picture));
        return subject;
    }

    public Task<Session> OpenAsync() => Store.OpenAsync(Key, new OpenSessionOptions { TimeProvider = Clock });

    /// <summary>The store as a caller sees it who does not look at what protects the session.</summary>
    public async Task<Session> OpenBlindlyAsync() => await new UnprotectedView(Store).OpenAsync(Key, new OpenSessionOptions { TimeProvider = Clock });

    public static ChatMessage Say(string text) => new(ChatRole.User, text);

    private async Task FillAsync()
    {
        Session = await OpenAsync();
        await Session.AddAsync(new ChatMessage(ChatRole.User, [new TextContent("a picture"), new DataContent(Picture, "image/png")]));
        await SketchModel.NewAgent().RunAsync("look at it", Session);
        await Session.Window.PinAsync((await Session.GetItemsAsync())[0].Position);
        await Session.State.SetAsync("color", "green");
        await Session.AddAsync(Say("taken back"));
        await Session.UndoTurnAsync();
        var other = await Session.Branches.ForkAsync(Branch);
        await other.AddAsync(Say("elsewhere"));
        Waiting = await Session.Branches.ForkAsync("waiting");
        await SketchModel.NewAgent(asks: true).RunAsync("look again", Waiting);
        Approval = Assert.Single(await Waiting.Approvals.ListAsync());
        await SketchModel.NewAgent().RunAsync("and then?", Session);
        Memory = await Session.GetMemory().AddAsync("likes green");
    }

    private async Task ProtectAsync()
    {
        await Session.Retention.SetAsync(Policy);
        if (Protection == Protection.Held)
            await Session.Retention.HoldAsync(Hold, "Requested by the court");

        // Only the hold is left to protect it.
        if (Protection != Protection.Immutable)
            Clock.Advance(TimeSpan.FromDays(60));
    }

    private sealed class UnprotectedView(ISessionStore inner) : DelegatingSessionStore(inner)
    {
        public override async ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) =>
            await base.GetAsync(key, cancellationToken) is { } record ? record with { Retention = null } : null;

        public override async ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default) =>
            await base.CreateAsync(key, cancellationToken) with { Retention = null };
    }
}
