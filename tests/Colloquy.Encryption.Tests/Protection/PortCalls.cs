using static Colloquy.Encryption.Tests.Protection.CallTable;

namespace Colloquy.Encryption.Tests.Protection;

/// <summary>The calls of a store and of its parts that write.</summary>
internal static class PortCalls
{
    public static IReadOnlyList<PublicCall> All { get; } =
    [
        Shortens("ISessionStore.CommitAsync(SessionKey, Commit)", async subject => await (await subject.OpenBlindlyAsync()).Retention.PruneAsync(PruneStrategy.KeepLast(1))),
        Shortens("ISessionStore.CommitAsync(SessionKey, Commit)", async subject => await (await subject.OpenBlindlyAsync()).Branches.DeleteAsync(Subject.Branch, evenIfCurrent: true)),
        Writes("ISessionStore.CreateAsync(SessionKey)", subject => subject.Store.CreateAsync(subject.Key).AsTask()),
        Shortens("ISessionStore.DeleteAsync(SessionKey)", subject => subject.Store.DeleteAsync(subject.Key).AsTask()),
        Writes("ISessionStore.LeaseAsync(SessionKey, LeaseRequest)", subject => subject.Store.LeaseAsync(subject.Key, LeaseRequest.Acquire("somebody", TimeSpan.FromSeconds(30), LeasePlace.Front, interrupts: true)).AsTask()),
        Writes("ISessionStore.RestoreAsync(SessionKey, IAsyncEnumerable<SessionPart>)", async subject =>
        {
            var other = await subject.Store.OpenAsync(new SessionKey($"{subject.Key.Id}-short", subject.Owner));
            await other.AddAsync(Subject.Say("short"));
            Assert.Null(await subject.Store.RestoreAsync(subject.Key, subject.Store.GetService<ISessionCopy>()!.CopyAsync(other.Key)));
        }),
        Writes("ISessionStore.SetDetailsAsync(SessionKey, SessionDetails)", async subject => Assert.NotNull(await subject.Store.SetDetailsAsync(subject.Key, new SessionDetails { Version = (await subject.Store.GetAsync(subject.Key))!.Details.Version }))),

        Shortens("IRetention.DeleteExpiredAsync(SessionKey)", subject => Retention(subject).DeleteExpiredAsync(subject.Key).AsTask()),
        Writes("IRetention.HoldAsync(SessionKey, LegalHold)", subject => Retention(subject).HoldAsync(subject.Key, new LegalHold("case 18", "Another one", subject.Clock.GetUtcNow())).AsTask()),
        Writes("IRetention.LiftHoldAsync(SessionKey, String)", subject => Assert.ThrowsAsync<LegalHoldException>(() => Retention(subject).LiftHoldAsync(subject.Key, "case").AsTask())),
        Writes("IRetention.SetRetentionAsync(SessionKey, RetentionPolicy)", subject => Retention(subject).SetRetentionAsync(subject.Key, null).AsTask()),

        Writes("IErasure.MovePastUsageAsync(SessionOwner, SessionOwner)", subject => subject.Store.GetService<IErasure>()!.MovePastUsageAsync(subject.Owner, new SessionOwner("somebody")).AsTask()),
        Writes("IErasure.ScrubAsync()", subject => subject.Store.GetService<IErasure>()!.ScrubAsync().AsTask()),
        Shortens("IOwnerKeys.DestroyOwnerKeyAsync(SessionOwner)", subject => subject.Store.GetService<IOwnerKeys>()!.DestroyOwnerKeyAsync(subject.Owner).AsTask()) with { Needs = typeof(IOwnerKeys) },
        Writes("IOwnerCopy.RestoreMemoriesAsync(MemoryOwner, IReadOnlyList<KeyValuePair<MemoryItem, MemoryVector>>)", subject => subject.Store.GetService<IOwnerCopy>()!.RestoreMemoriesAsync(new MemoryOwner(subject.Owner), []).AsTask()),
        Writes("IOwnerCopy.RestoreStateAsync(SessionOwner, IReadOnlyList<StoredState>)", subject => subject.Store.GetService<IOwnerCopy>()!.RestoreStateAsync(subject.Owner, []).AsTask()),
        Writes("IOwnerState.PutAsync(StatePut)", subject => subject.Store.GetService<IOwnerState>()!.PutAsync(new StatePut { Owner = subject.Owner, Key = "color" }).AsTask()),
        Writes("IMemoryStore.ClearAsync(MemoryOwner)", subject => subject.Store.GetService<IMemoryStore>()!.ClearAsync(new MemoryOwner(subject.Owner)).AsTask()),
        Writes("IMemoryStore.ForgetAsync(MemoryOwner, MemoryId)", subject => subject.Store.GetService<IMemoryStore>()!.ForgetAsync(new MemoryOwner(subject.Owner), subject.Memory.Id).AsTask()),
        Writes("ISearchIndex.ForgetAsync(SessionKey)", subject => subject.Store.GetService<ISearchIndex>()!.ForgetAsync(subject.Key).AsTask()) with { Needs = typeof(ISearchIndex) },
        Writes("IUsageLedger.RecordAsync(SessionKey, IReadOnlyList<UsageRecord>)", subject => subject.Store.GetService<IUsageLedger>()!.RecordAsync(subject.Key, [new UsageRecord { Call = CommitId.New().Value, At = subject.Clock.GetUtcNow() }]).AsTask()),
    ];

    private static IRetention Retention(Subject subject) => subject.Store.GetService<IRetention>()!;
}
