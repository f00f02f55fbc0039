"""Bad input, and trouble: each has a test, a clear message, and nothing lost.

What may go wrong                       where it is tried

Spreadsheets
  broken: one message for each bad cell nominations/test_reading_samples, test_reading_rows; page: nominations/test_importing
  wrong kind, noise, prose, no headings test_sheets (through the page), nominations/test_reading_files
  huge                                  nominations/test_importing, test_reading_files (5 MB, 10,000 rows)
  zip bomb, nested, entities, macros    test_sheets (through the page), nominations/test_reading_files
  formulas in, formulas out             test_sheets; out: desk/test_exports
  odd names of files                    test_sheets
  any bytes, any cells                  nominations/test_reading_any

Names and days
  any script, single, 200, 201 letters  test_names (form, about me, list; pages, mails, files); nominations/test_reading_any
  no letter at all                      test_names
  as a machine reads them               profiles/test_mrz
  impossible days                       test_days (each field for a day, days in addresses); ways of writing: desk/test_days;
                                        times that do not exist: logistics/test_times; cells: nominations/test_reading_rows

Foreign keys
  in addresses, each role and scope     access/test_matrix (generated); odd query strings: scale/test_odd_addresses
  in hidden fields, ticks, selects      test_foreign_ids; placements/test_board; nominations/test_pages
  files, lists, previews, jobs          test_foreign_ids; nominations/test_scope; outbox/test_pages; desk/test_pages
  fields inside what one may see        canary/test_matrix

Twice
  name, confirm a list, hand in, send back, withdraw, release, invite,
  accept, give back, publish, release messages, erase, journey, waive        test_twice
  at the same moment                    nominations/test_deciding, people/test_ladder, placements/test_plans,
                                        outbox/test_trouble, accounts/test_invitations, jobs/test_jobs
  first contact                         test_first_contact

Two editors
  message                               test_two_editors
  nomination                            nominations/test_pages, test_ladders
  profile                               profiles/test_pages, test_services
  contact, person                       people/test_pages, test_ladder
  wishes, plan, project                 placements/test_wishes, test_board, test_plans, test_hosting
  journey                               logistics/test_journeys
  edition, phases, places, partner      programme/test_services, test_pages

Links
  expired, used, unknown, page alone    test_links (invitation, sign-in link, first visit); accounts/test_invitations, test_links
  demonstration without its mark        test_links, accounts/test_demo
  codes of the sign-in                  accounts/test_sign_in
  links in mails to what is gone        outbox/test_mailbox

In the middle of it
  session ends while typing             test_session (a long form), profiles/test_browser (a form that saves by itself)
  form token too old                    desk/test_pages
  phase closes while the form is open   test_session; nominations/test_pages (late is a mark)
  coordinator ended, person left        nominations/test_importing, test_scope, test_deciding; placements/test_plans

Servers
  broker down (files, network)          test_servers (through the page, then the sweep); outbox/test_trouble
  mail server down                      test_servers (through the page); outbox/test_delivery; sign-in: outbox/test_allauth
  worker killed between claim and sent  outbox/test_trouble (before and after the server's yes; a real worker)
  worker killed in the middle of a list test_servers
  database busy                         outbox/test_trouble
  archive of a backup damaged           desk/test_backup
"""
