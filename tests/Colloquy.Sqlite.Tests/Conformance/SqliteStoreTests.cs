using Colloquy.Storage.Conformance;
using Colloquy.Storage.Conformance.Xunit;

namespace Colloquy.Sqlite.Tests.Conformance;

public sealed class Sessions : StoreSuiteTests<SessionSuite, SqliteHarness>;

public sealed class Keys : StoreSuiteTests<KeySuite, SqliteHarness>;

public sealed class Commits : StoreSuiteTests<CommitSuite, SqliteHarness>;

public sealed class Repeats : StoreSuiteTests<RepeatSuite, SqliteHarness>;

public sealed class Refusals : StoreSuiteTests<RefusalSuite, SqliteHarness>;

public sealed class WellFormed : StoreSuiteTests<WellFormedSuite, SqliteHarness>;

public sealed class Branches : StoreSuiteTests<BranchSuite, SqliteHarness>;

public sealed class Pages : StoreSuiteTests<PageSuite, SqliteHarness>;

public sealed class Lines : StoreSuiteTests<LineSuite, SqliteHarness>;

public sealed class Fidelity : StoreSuiteTests<FidelitySuite, SqliteHarness>;

public sealed class ReadBack : StoreSuiteTests<ReadBackSuite, SqliteHarness>;

public sealed class DamagedEntries : StoreSuiteTests<DamageSuite, SqliteHarness>;

public sealed class State : StoreSuiteTests<StateSuite, SqliteHarness>;

public sealed class Leases : StoreSuiteTests<LeaseSuite, SqliteHarness>;

public sealed class Queues : StoreSuiteTests<QueueSuite, SqliteHarness>;

public sealed class Fencing : StoreSuiteTests<FencingSuite, SqliteHarness>;

public sealed class Details : StoreSuiteTests<DetailsSuite, SqliteHarness>;

public sealed class Listings : StoreSuiteTests<ListingSuite, SqliteHarness>;

public sealed class Directories : StoreSuiteTests<DirectorySuite, SqliteHarness>;

public sealed class Approvals : StoreSuiteTests<ApprovalSuite, SqliteHarness>;

public sealed class Usage : StoreSuiteTests<UsageSuite, SqliteHarness>;

public sealed class Ledgers : StoreSuiteTests<LedgerSuite, SqliteHarness>;

public sealed class Searches : StoreSuiteTests<SearchSuite, SqliteHarness>;

public sealed class SearchIndexes : StoreSuiteTests<SearchIndexSuite, SqliteHarness>;

public sealed class OwnerStates : StoreSuiteTests<OwnerStateSuite, SqliteHarness>;

public sealed class Scopes : StoreSuiteTests<ScopeSuite, SqliteHarness>;

public sealed class Memories : StoreSuiteTests<MemorySuite, SqliteHarness>;

public sealed class Recalls : StoreSuiteTests<RecallSuite, SqliteHarness>;

public sealed class Retention : StoreSuiteTests<RetentionSuite, SqliteHarness>;

public sealed class Holds : StoreSuiteTests<HoldSuite, SqliteHarness>;

public sealed class Verification : StoreSuiteTests<VerificationSuite, SqliteHarness>;

public sealed class Erasure : StoreSuiteTests<ErasureSuite, SqliteHarness>;

public sealed class Audit : StoreSuiteTests<AuditSuite, SqliteHarness>;

public sealed class Access : StoreSuiteTests<AccessSuite, SqliteHarness>;

public sealed class Concurrency : StoreSuiteTests<ConcurrencySuite, SqliteHarness>;

public sealed class Properties : StoreSuiteTests<PropertySuite, SqliteHarness>;

public sealed class Histories : StoreSuiteTests<HistorySuite, SqliteHarness>;

public sealed class Consistency : StoreSuiteTests<ConsistencySuite, SqliteHarness>;

public sealed class Documents : StoreSuiteTests<DocumentSuite, SqliteHarness>;

public sealed class Followers : StoreSuiteTests<FollowingSuite, SqliteHarness>;

public sealed class Agents : StoreSuiteTests<AgentSuite, SqliteHarness>;

public sealed class Lifecycle : StoreSuiteTests<LifecycleSuite, SqliteHarness>;

public sealed class Limits : StoreSuiteTests<LimitSuite, SqliteHarness>;

public sealed class Copies : StoreSuiteTests<CopySuite, SqliteHarness>;

public sealed class OwnerCopies : StoreSuiteTests<OwnerCopySuite, SqliteHarness>;

public sealed class Rewritings : StoreSuiteTests<RewritingSuite, SqliteHarness>;

public sealed class Signals : StoreSuiteTests<SignalSuite, SqliteHarness>;

public sealed class Transformed : TransformedStoreTests<SqliteHarness>;

public sealed class Coverage : EverySuiteIsCovered<SqliteHarness>;
