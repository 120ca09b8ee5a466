using Colloquy.Storage.Conformance;
using Colloquy.Storage.Conformance.Xunit;

namespace Colloquy.Postgres.Tests.Conformance;

public sealed class Sessions : StoreSuiteTests<SessionSuite, PostgresHarness>;

public sealed class Keys : StoreSuiteTests<KeySuite, PostgresHarness>;

public sealed class Commits : StoreSuiteTests<CommitSuite, PostgresHarness>;

public sealed class Repeats : StoreSuiteTests<RepeatSuite, PostgresHarness>;

public sealed class Refusals : StoreSuiteTests<RefusalSuite, PostgresHarness>;

public sealed class WellFormed : StoreSuiteTests<WellFormedSuite, PostgresHarness>;

public sealed class Branches : StoreSuiteTests<BranchSuite, PostgresHarness>;

public sealed class Pages : StoreSuiteTests<PageSuite, PostgresHarness>;

public sealed class Lines : StoreSuiteTests<LineSuite, PostgresHarness>;

public sealed class Fidelity : StoreSuiteTests<FidelitySuite, PostgresHarness>;

public sealed class ReadBack : StoreSuiteTests<ReadBackSuite, PostgresHarness>;

public sealed class DamagedEntries : StoreSuiteTests<DamageSuite, PostgresHarness>;

public sealed class State : StoreSuiteTests<StateSuite, PostgresHarness>;

public sealed class Leases : StoreSuiteTests<LeaseSuite, PostgresHarness>;

public sealed class Queues : StoreSuiteTests<QueueSuite, PostgresHarness>;

public sealed class Fencing : StoreSuiteTests<FencingSuite, PostgresHarness>;

public sealed class Details : StoreSuiteTests<DetailsSuite, PostgresHarness>;

public sealed class Listings : StoreSuiteTests<ListingSuite, PostgresHarness>;

public sealed class Directories : StoreSuiteTests<DirectorySuite, PostgresHarness>;

public sealed class Approvals : StoreSuiteTests<ApprovalSuite, PostgresHarness>;

public sealed class Usage : StoreSuiteTests<UsageSuite, PostgresHarness>;

public sealed class Ledgers : StoreSuiteTests<LedgerSuite, PostgresHarness>;

public sealed class Searches : StoreSuiteTests<SearchSuite, PostgresHarness>;

public sealed class SearchIndexes : StoreSuiteTests<SearchIndexSuite, PostgresHarness>;

public sealed class OwnerStates : StoreSuiteTests<OwnerStateSuite, PostgresHarness>;

public sealed class Scopes : StoreSuiteTests<ScopeSuite, PostgresHarness>;

public sealed class Memories : StoreSuiteTests<MemorySuite, PostgresHarness>;

public sealed class Recalls : StoreSuiteTests<RecallSuite, PostgresHarness>;

public sealed class Retention : StoreSuiteTests<RetentionSuite, PostgresHarness>;

public sealed class Holds : StoreSuiteTests<HoldSuite, PostgresHarness>;

public sealed class Verification : StoreSuiteTests<VerificationSuite, PostgresHarness>;

public sealed class Erasure : StoreSuiteTests<ErasureSuite, PostgresHarness>;

public sealed class Audit : StoreSuiteTests<AuditSuite, PostgresHarness>;

public sealed class Access : StoreSuiteTests<AccessSuite, PostgresHarness>;

public sealed class Concurrency : StoreSuiteTests<ConcurrencySuite, PostgresHarness>;

public sealed class Properties : StoreSuiteTests<PropertySuite, PostgresHarness>;

public sealed class Histories : StoreSuiteTests<HistorySuite, PostgresHarness>;

public sealed class Consistency : StoreSuiteTests<ConsistencySuite, PostgresHarness>;

public sealed class Documents : StoreSuiteTests<DocumentSuite, PostgresHarness>;

public sealed class Followers : StoreSuiteTests<FollowingSuite, PostgresHarness>;

public sealed class Agents : StoreSuiteTests<AgentSuite, PostgresHarness>;

public sealed class Lifecycle : StoreSuiteTests<LifecycleSuite, PostgresHarness>;

public sealed class Limits : StoreSuiteTests<LimitSuite, PostgresHarness>;

public sealed class Copies : StoreSuiteTests<CopySuite, PostgresHarness>;

public sealed class OwnerCopies : StoreSuiteTests<OwnerCopySuite, PostgresHarness>;

public sealed class Rewritings : StoreSuiteTests<RewritingSuite, PostgresHarness>;

public sealed class Signals : StoreSuiteTests<SignalSuite, PostgresHarness>;

public sealed class Transformed : TransformedStoreTests<PostgresHarness>;

public sealed class Coverage : EverySuiteIsCovered<PostgresHarness>;
