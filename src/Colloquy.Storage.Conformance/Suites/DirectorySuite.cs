namespace Colloquy.Storage.Conformance;

/// <summary>The directory lists sessions whoever owns them.</summary>
public sealed class DirectorySuite : StoreSuite
{
    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(Sessions_of_all_owners_are_listed, StoreTraits.Directory),
        Case(A_directory_is_narrowed_by_app_and_user, StoreTraits.Directory),
        Case(Pages_of_a_directory_fit_together, StoreTraits.Directory),
        Case(A_directory_is_narrowed_as_a_listing_is, StoreTraits.Directory),
    ];

    private static readonly SessionKey[] Keys =
    [
        new("1"), new("2"), new("1", "ada"), new("2", "ada"), new("1", "ben"), new("1", "\U0001F600"), new("1", "\uFF5E"), new("1", null, "App"), new("1", "ada", "app"), new("2", "ada", "app"), new("1", "ben", "app"),
    ];

    private static async Task Sessions_of_all_owners_are_listed(StoreCaseContext context)
    {
        await CreateAsync(context);

        await EnsureListed(context, SessionSelection.All, new SessionQuery(), [7, 8, 9, 10, 0, 1, 2, 3, 4, 6, 5], 50);
    }

    private static async Task A_directory_is_narrowed_by_app_and_user(StoreCaseContext context)
    {
        await CreateAsync(context);

        await EnsureListed(context, SessionSelection.OfApp("app"), new SessionQuery(), [8, 9, 10], 50);
        await EnsureListed(context, SessionSelection.OfUser("ada"), new SessionQuery(), [8, 9, 2, 3], 50);
        await EnsureListed(context, SessionSelection.OfUser(null), new SessionQuery(), [7, 0, 1], 50);
        await EnsureListed(context, SessionSelection.OfOwner(new SessionOwner()), new SessionQuery(), [0, 1], 50);
        await EnsureListed(context, SessionSelection.OfOwner(new SessionOwner("ada")), new SessionQuery(), [2, 3], 50);
        await EnsureListed(context, SessionSelection.OfSession(Keys[3]), new SessionQuery(), [3], 50);
        await EnsureListed(context, SessionSelection.OfSession(new SessionKey("3", "ada")), new SessionQuery(), [], 50);
        await EnsureListed(context, SessionSelection.OfApp("APP"), new SessionQuery(), [], 50);
        await EnsureListed(context, SessionSelection.OfUser("%"), new SessionQuery(), [], 50);
    }

    private static async Task Pages_of_a_directory_fit_together(StoreCaseContext context)
    {
        await CreateAsync(context);
        context.Clock.Advance(TimeSpan.FromSeconds(1));
        foreach (var i in new[] { 4, 9 })
            await new SessionUnderTest(context.Store, Keys[i], context.Clock).SayAsync("hello");

        foreach (var limit in new[] { 1, 2, 3, 10, 11, 12 })
            await EnsureListed(context, SessionSelection.All, new SessionQuery(), [9, 4, 7, 8, 10, 0, 1, 2, 3, 6, 5], limit);
    }

    private static async Task A_directory_is_narrowed_as_a_listing_is(StoreCaseContext context)
    {
        await CreateAsync(context);
        context.Clock.Advance(TimeSpan.FromSeconds(1));
        foreach (var i in new[] { 2, 8 })
        {
            var session = new SessionUnderTest(context.Store, Keys[i], context.Clock);
            await session.CommitAsync(await session.DraftWaitingAsync(SessionUnderTest.Text("hello")));
            await context.Store.SetDetailsAsync(Keys[i], new SessionDetails { Title = $"100% of {i}" });
        }

        await EnsureListed(context, SessionSelection.All, new SessionQuery { Activity = SessionActivity.Waiting }, [8, 2], 1);
        await EnsureListed(context, SessionSelection.All, new SessionQuery { TitleContains = "0% OF 2" }, [2], 50);
        await EnsureListed(context, SessionSelection.All, new SessionQuery { UpdatedSince = context.Clock.GetUtcNow() }, [8, 2], 50);
    }

    private static async Task CreateAsync(StoreCaseContext context)
    {
        foreach (var key in Keys.AsEnumerable().Reverse())
            await context.Store.CreateAsync(key);
    }

    private static async Task EnsureListed(StoreCaseContext context, SessionSelection selection, SessionQuery query, int[] expected, int limit)
    {
        var directory = context.Store.Require<ISessionDirectory>();
        var listed = await Listing.ReadAsync(limit, after => directory.ListAllAsync(selection, query with { Limit = limit, After = after }));
        Check.Sequence(expected.Select(i => Keys[i]), listed.Select(record => record.Key), $"the directory in pages of {limit}");
    }
}
