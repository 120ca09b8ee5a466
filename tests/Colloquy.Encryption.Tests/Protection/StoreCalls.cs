using static Colloquy.Encryption.Tests.Protection.CallTable;

namespace Colloquy.Encryption.Tests.Protection;

/// <summary>The calls that work on many sessions of a store, or make them.</summary>
internal static class StoreCalls
{
    public static IReadOnlyList<PublicCall> All { get; } =
    [
        Shortens("RetentionSweeper.SweepAsync()", subject => DrainAsync(new RetentionSweeper(subject.Store, new RetentionSweeperOptions { TimeProvider = subject.Clock }).SweepAsync())),
        Shortens("SessionStoreOperations.EraseUserAsync(ISessionStore, SessionOwner, ErasureOptions)", subject => subject.Store.EraseUserAsync(subject.Owner)),
        Shortens("StoreCopy.PassAsync()", async subject =>
        {
            await using var empty = new InMemorySessionStore(subject.Clock);
            await new StoreCopy(empty, subject.Store) { RemovesOthers = true }.PassAsync();
            await subject.Store.GetService<IOwnerCopy>()!.RestoreStateAsync(new SessionOwner(app: "colloquy.store-copy"), []);
        }),
        Shortens("StoreCopy.RunAsync()", async subject =>
        {
            await using var empty = new InMemorySessionStore(subject.Clock);
            await new StoreCopy(empty, subject.Store) { RemovesOthers = true }.RunAsync();
        }),
        Writes("SessionStoreExtensions.ImportAsync(ISessionStore, Stream, ImportOptions)", async subject =>
        {
            using var document = new MemoryStream();
            await subject.Session.Documents.ExportAsync(document);
            document.Position = 0;
            await Assert.ThrowsAsync<SessionExistsException>(() => subject.Store.ImportAsync(document));
        }),
        Writes("SessionStoreExtensions.OpenAsync(ISessionStore, SessionKey, OpenSessionOptions)", subject => subject.Store.OpenAsync(subject.Key, new OpenSessionOptions { Retention = new RetentionPolicy { Ttl = TimeSpan.FromSeconds(1), AutoPrune = true } })),
        Writes("SessionStoreExtensions.FindAsync(ISessionStore, SessionKey, OpenSessionOptions)", subject => subject.Store.FindAsync(subject.Key, new OpenSessionOptions { Retention = new RetentionPolicy { Ttl = TimeSpan.FromSeconds(1), AutoPrune = true } })),
        Writes("SessionStoreExtensions.RebuildSearchAsync(ISessionStore, IProgress<EntryProgress>, ILogger)", subject => subject.Store.RebuildSearchAsync()),
        Writes("EncryptedSessionStore.RotateKeysAsync(IProgress<KeyRotation>)", subject => subject.Store.GetService<EncryptedSessionStore>()!.RotateKeysAsync()) with { Needs = typeof(EncryptedSessionStore) },
        Writes("EncryptedSessionStore.RekeyAsync(RekeyOptions, IProgress<RekeyReport>)", subject => subject.Store.GetService<EncryptedSessionStore>()!.RekeyAsync(new RekeyOptions { Owner = subject.Owner, KeyCacheDuration = TimeSpan.Zero })) with { Needs = typeof(EncryptedSessionStore) },
        Writes("Memory.ClearAsync()", subject => subject.Session.GetMemory().ClearAsync()),
        Writes("Memory.ForgetAsync(MemoryId)", subject => subject.Session.GetMemory().ForgetAsync(subject.Memory.Id)),
    ];
}
